import { WiringError } from '../decorator/WiringError';
import type { PassportStrategy } from '../passport/attempt';
import type { Where } from './whereOf';

type Verify = (payload: { exp?: unknown }, done: (err: unknown, user?: unknown, info?: unknown) => void) => void;

/** A strategy in the manner of passport-jwt, which keeps here what it holds a token against. */
interface JwtStrategy extends PassportStrategy {
  readonly _jwtFromRequest: unknown;
  readonly _verifOpts: Partial<Record<'algorithms' | 'issuer' | 'audience' | 'ignoreExpiration', unknown>>;
  _verify: Verify;
}

function isJwtStrategy(strategy: PassportStrategy): strategy is JwtStrategy {
  return '_jwtFromRequest' in strategy && '_verifOpts' in strategy;
}

/**
 * Makes a JWT strategy take no token that somebody else's keys, another application or nobody's clock
 * might stand behind. Any other strategy is left as it is.
 *
 * @throws WiringError `strategy_jwt`
 * @see RFC 8725, sections 3.1, 3.8 and 3.9
 */
export function hardenJwt(strategy: PassportStrategy, where: Where & { fix: string }): void {
  if (!isJwtStrategy(strategy)) return;
  const { algorithms, issuer, audience, ignoreExpiration } = strategy._verifOpts;
  const named = Array.isArray(algorithms) && algorithms.length > 0 && !algorithms.includes('none');
  if (!named) throw wrong('algorithms', where, ".algorithms to those of your keys, like ['RS256']; never `none`");
  if (!issuer && issuer !== false) throw wrong('issuer', where, '.issuer, or false where tokens have none');
  if (!audience && audience !== false) throw wrong('audience', where, '.audience, or false where tokens have none');
  if (!ignoreExpiration) strategy._verify = wantsExpiry(strategy._verify);
}

// jsonwebtoken takes a token without an end for one that never ends.
function wantsExpiry(verify: Verify): Verify {
  const wanting: Verify = (payload, done) => {
    if (typeof payload.exp === 'number') verify(payload, done);
    else done(null, false, { message: 'jwt has no exp' });
  };
  return Object.defineProperty(wanting, 'length', { value: verify.length });
}

function wrong(option: string, { fix, ...where }: Where & { fix: string }, rest: string): WiringError {
  return new WiringError(`the JWT strategy has no \`${option}\` to hold tokens against`, {
    ...where,
    code: 'strategy_jwt',
    fix: fix + rest,
  });
}
