import type { Application } from 'egg';
import { recordsOf } from './recordsOf';
import { sessionSettings } from './SessionSettings';
import { orUnavailable } from './UnavailableError';
import { within } from './within';

/** Takes what can be taken once, for so many milliseconds. Answers whether it was there to be taken. */
export type Claim = (key: string, lifetime: number) => Promise<boolean>;

/**
 * How all processes of an application that share its sessions take something once. It throws an
 * UnavailableError where that cannot be written down.
 *
 * @param folder as for {@link recordsOf}
 */
export function claimOf(app: Application, folder: string): Claim {
  const records = recordsOf(app, folder);
  const { timeout } = sessionSettings(app.config.passport.session);
  return (key, lifetime) => orUnavailable(() => within(timeout, records().claim(key, lifetime), tooLate));
}

function tooLate(): Error {
  return new Error('The session store has not answered in time');
}
