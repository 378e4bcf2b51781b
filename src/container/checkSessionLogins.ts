import { WiringError } from '../decorator/WiringError';
import type { Passport } from '../passport/Passport';
import type { ClassEntry } from './ClassEntry';
import type { GuardedRoute } from './GuardInstaller';
import { whereOf } from './whereOf';

/**
 * A login that goes into the session must come back out of it: for every strategy class that logs
 * in through the session, one link must have both `serializeUser` and `deserializeUser`.
 */
export function checkSessionLogins(
  passport: Passport,
  strategies: ReadonlyMap<string, ClassEntry>,
  names: ReadonlySet<string>,
): void {
  for (const name of names) {
    const entry = strategies.get(name);
    if (!entry || passport.chains.restoresLoginsOf(name) || passport.chains.hasOnlyHooks()) continue;
    throw new WiringError(`logins with '${name}' go into the session, and nothing brings the user back`, {
      ...whereOf(entry.clazz),
      code: 'verifier_session',
      fix: 'Give an @AuthVerifier both `serializeUser` and `deserializeUser`',
    });
  }
}

/** The strategies with which a login endpoint opens a session. */
export function* sessionLogins(routes: readonly GuardedRoute[]): Generator<string> {
  for (const { access } of routes) {
    if (access.type === 'login' && access.login.options.session !== false) yield* access.login.strategies;
  }
}
