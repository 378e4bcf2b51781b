import { randomBytes } from 'node:crypto';
import type { LoginSlot } from '../Session';
import type { EndedRecords } from './EndedRecords';
import { userDigest } from './userDigest';

/** How long browsers keep a cookie at most: 400 days, see RFC 6265bis, section 5.5. */
export const LONGEST = 400 * 24 * 60 * 60 * 1000;

/**
 * The logins that have been ended. A copy of their session, in a cookie or written back by a slow
 * request, is nobody's.
 */
export class EndedLogins {
  constructor(private readonly records: () => EndedRecords) {}

  /** Whether this login has been ended, by itself or with all of its user's. */
  isEnded(slot: LoginSlot): boolean | Promise<boolean> {
    const records = this.records();
    const own = records.get(keyOfLogin(slot));
    const all = records.get(keyOfUser(slot.user));
    if (typeof own === 'object' || typeof all === 'object') {
      return Promise.all([own, all]).then(found => isOver(slot, ...found));
    }
    return isOver(slot, own, all);
  }

  /** Ends a login. One from before logins had ids is ended with all such sessions of its user that are written by now. */
  end(slot: LoginSlot, lifetime: number): Promise<void> {
    return this.records().set(keyOfLogin(slot), now(), lifetime);
  }

  /** Ends every login of the user who serializes to this value. */
  endAll(user: unknown, lifetime = LONGEST): Promise<void> {
    // No two ends are the same, whatever the clock says.
    return this.records().set(keyOfUser(user), `${now()}.${randomBytes(6).toString('hex')}`, lifetime);
  }

  /** The last end of all of this user's logins, where there was one: what a login that is made now comes after. */
  async lastEnd(user: unknown): Promise<string | undefined> {
    return this.records().get(keyOfUser(user));
  }
}

function isOver({ id, at, written = 0, after }: LoginSlot, own: string | undefined, all: string | undefined): boolean {
  if (own !== undefined && (id !== undefined || !isLater(written, own))) return true;
  if (all === undefined || all === after) return false;
  // Clocks move: only where a login says nothing else, its time decides.
  return id !== undefined || !isLater(at ?? written, all);
}

// What is not a time ends everything: better than nothing.
function isLater(time: number, end: string): boolean {
  return time > Number.parseInt(end, 10);
}

function now(): string {
  return String(Date.now());
}

function keyOfLogin({ id, user }: LoginSlot): string {
  return id ?? `nameless-${userDigest(user)}`;
}

function keyOfUser(user: unknown): string {
  return `user-${userDigest(user)}`;
}
