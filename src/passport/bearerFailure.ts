import type { PassportStrategy } from './attempt';
import type { AuthFailure } from './AuthOutcome';
import { malformed } from './passwordCredentials';
import type { StrategyRequest } from './StrategyRequest';

/**
 * Why a request holds no token for a strategy in the manner of passport-http-bearer: it hands on what
 * stands in the body, of any type.
 *
 * @returns nothing, where the strategy may run
 * @see RFC 6750, section 2.2
 */
export function bearerFailure(name: string, strategy: PassportStrategy, req: StrategyRequest): AuthFailure | undefined {
  // The name that its constructor gives it, whatever it is registered under.
  if (strategy.name !== 'bearer' || !('_realm' in strategy)) return undefined;
  const { access_token: token } = (req.body ?? {}) as { access_token?: unknown };
  return token === undefined || typeof token === 'string' ? undefined : malformed(name, 'A token is a string');
}
