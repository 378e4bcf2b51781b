import type { Context } from 'egg';
import { PassportError } from '../../decorator/PassportError';
import type { ThrottleOptions } from '../../decorator/ThrottleOptions';
import { within } from '../session/within';

/**
 * Which account a request means, as the application's function says.
 *
 * @param deadline how long it may take, in milliseconds
 * @throws PassportError `throttle_account` where it answers what tells no accounts apart, or (504) nothing in
 *   time; what it throws
 */
export async function meantAccount(
  ctx: Context,
  account: NonNullable<ThrottleOptions['account']>,
  deadline: number,
): Promise<string> {
  const meant: unknown = await within(deadline, Promise.resolve(account(ctx)), tooLate);
  switch (typeof meant) {
    case 'string':
    case 'number':
    case 'bigint':
      return String(meant);
    default:
      if (meant === undefined || meant === null) return '';
      // All of them would share one count, and one person's guesses lock everybody out.
      throw failure(`answers ${typeof meant}, and not text or a number`, 500);
  }
}

function tooLate(): PassportError {
  return failure('has not answered in time', 504);
}

function failure(problem: string, status: number): PassportError {
  return new PassportError(`The \`account\` of a throttle ${problem}`, { code: 'throttle_account', status });
}
