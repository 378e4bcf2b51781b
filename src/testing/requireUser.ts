import { PassportError } from '../decorator/PassportError';
import { isNobody } from '../passport/isNobody';
import { isPromise } from './isPromise';
import { kitError } from './kitError';

/**
 * Whether a test has given a user.
 *
 * @param to what the user is wanted for
 * @throws PassportError `login_without_user`, `test_kit`
 */
export function requireUser(user: unknown, to: string): void {
  if (isNobody(user)) throw new PassportError(`There is no user to ${to}`, { code: 'login_without_user' });
  if (isPromise(user)) throw kitError(`The user to ${to} is a promise: await it`);
}
