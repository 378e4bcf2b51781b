import type { PassportStrategy } from './attempt';
import type { AuthFailure } from './AuthOutcome';
import { AuthenticationError } from './AuthenticationError';
import type { StrategyRequest } from './StrategyRequest';

/** A strategy in the manner of passport-local, which keeps the names of its fields here. */
interface PasswordStrategy extends PassportStrategy {
  readonly _usernameField: string;
  readonly _passwordField: string;
}

/** Whether a strategy takes a name and a password out of the request, from wherever they are: passport-local and what is built on it. */
export function takesPassword(strategy: PassportStrategy): strategy is PasswordStrategy {
  const { _usernameField, _passwordField } = strategy as Partial<PasswordStrategy>;
  return typeof _usernameField === 'string' && typeof _passwordField === 'string';
}

/**
 * Why a request holds no credentials for a strategy that takes passwords: they are strings in the
 * body of a POST, and nowhere else. passport-local itself also reads the query, takes values of any
 * type, and does so for every method.
 *
 * @returns nothing, where the strategy may run
 */
export function passwordFailure(
  name: string,
  strategy: PassportStrategy,
  req: StrategyRequest,
): AuthFailure | undefined {
  if (!takesPassword(strategy)) return undefined;
  if (req.method !== 'POST') return malformed(name, 'Credentials belong into the body of a POST');
  const values = [strategy._usernameField, strategy._passwordField].map(field => valueAt(req.body, field));
  if (values.some(value => !isMissing(value) && typeof value !== 'string'))
    return malformed(name, 'Credentials are strings');
  return values.some(isMissing) ? { strategy: name, status: 400, reason: 'Missing credentials' } : undefined;
}

/** The name in a request; none, for a strategy that takes no passwords. */
export function usernameOf(strategy: PassportStrategy, req: StrategyRequest): string {
  const name = takesPassword(strategy) ? valueAt(req.body, strategy._usernameField) : undefined;
  return typeof name === 'string' ? name : '';
}

/** Whether two strategies take name and password out of the same fields. */
export function readSame(one: PassportStrategy, other: PassportStrategy): boolean {
  if (!takesPassword(one) || !takesPassword(other)) return false;
  return one._usernameField === other._usernameField && one._passwordField === other._passwordField;
}

/** Whether the client sent what no login form sends. */
export function isMalformed({ error }: AuthFailure): boolean {
  return error?.code === 'credentials_malformed';
}

/** A refusal of what is no credentials at all. */
export function malformed(strategy: string, reason: string): AuthFailure {
  const error = new AuthenticationError(reason, { code: 'credentials_malformed', status: 400 });
  return { strategy, status: error.status, reason, error };
}

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === '';

// passport-local's notation: `user[name]` is the property `name` of the property `user`.
function valueAt(body: unknown, field: string): unknown {
  let value = body;
  for (const key of field.replaceAll(']', '').split('[')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
