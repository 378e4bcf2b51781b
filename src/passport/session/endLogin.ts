import type { LoginSlot, Session } from '../Session';
import { LONGEST } from './EndedLogins';
import type { SessionParts } from './SessionParts';
import { orUnavailable } from './UnavailableError';

const ONE_DAY = 24 * 60 * 60 * 1000;

/** What of the session's parts it takes to end a login. */
type Parts = Pick<SessionParts, 'app' | 'ended' | 'settings'>;

/**
 * Ends a login, for as long as a copy of its session could open something.
 *
 * @param session the one that holds it; without it the login is ended for as long as any may last
 * @throws UnavailableError where that cannot be written down
 */
export async function endLogin(parts: Parts, login: LoginSlot, session?: Session): Promise<void> {
  const lifetime = Math.min(session ? ageOf(parts, session) : LONGEST, parts.settings.maxLifetime ?? LONGEST);
  await orUnavailable(() => parts.ended.end(login, lifetime));
}

function ageOf({ app }: Parts, { maxAge, _expire: expire, isNew }: Session): number {
  const configured = (app.config.session as { maxAge?: unknown }).maxAge ?? ONE_DAY;
  // `session`, which is as long as a browser likes.
  const ages = [configured, maxAge ?? configured].map(age => (typeof age === 'number' ? age : LONGEST));
  // The request may have made `maxAge` shorter since the session was written.
  ages.push(typeof expire === 'number' ? expire - Date.now() : isNew ? 0 : LONGEST);
  return Math.max(...ages);
}
