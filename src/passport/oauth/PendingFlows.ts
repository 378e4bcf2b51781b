import { randomBytes } from 'node:crypto';
import type { Session } from '../Session';
import { isFlow, type Flow } from './Flow';

/** The session's key of the logins that have begun at providers. A login does not drop it. */
export const PENDING_FLOWS = 'oauthFlows';

const LIFETIME = 10 * 60_000;
const SIDE_BY_SIDE = 5;
// Of a cookie's 4 kB, in which a user must find room too.
const MOST_CHARACTERS = 1500;
const MOST_REMEMBERED = 100_000;

/** The logins that browsers have begun at providers, each in the session of its browser. */
export class PendingFlows {
  // A copy of a cookie brings a flow back that was taken. Within this process it stays taken.
  private readonly taken = new Map<string, number>();

  /** Keeps a flow, and gives the handle under which it will come back. The oldest make room. */
  begin(session: Session, flow: Omit<Flow, 'handle' | 'at'>): string {
    const handle = randomBytes(16).toString('base64url');
    const flows = [...pending(session), { handle, at: Date.now(), ...flow }].slice(-SIDE_BY_SIDE);
    while (flows.length > 1 && JSON.stringify(flows).length > MOST_CHARACTERS) flows.shift();
    session[PENDING_FLOWS] = flows;
    return handle;
  }

  /**
   * Takes the flow that this strategy began in this browser under this handle. Not asynchronous: of
   * several requests at once one gets it.
   *
   * @returns nothing when there is none, it was taken before, or its time is over. The session is
   *   then as it was: the answer to a repeated callback must not undo the login of the first.
   */
  take(session: Session, strategy: string, handle: string): Flow | undefined {
    const flows = pending(session);
    const flow = flows.find(candidate => candidate.handle === handle && candidate.strategy === strategy);
    if (!flow || !this.claim(handle)) return undefined;
    const left = flows.filter(other => other !== flow);
    if (left.length) session[PENDING_FLOWS] = left;
    else delete session[PENDING_FLOWS];
    return flow;
  }

  private claim(handle: string): boolean {
    if (this.taken.has(handle)) return false;
    const now = Date.now();
    for (const [old, at] of this.taken) {
      if (now - at <= LIFETIME && this.taken.size < MOST_REMEMBERED) break;
      this.taken.delete(old);
    }
    this.taken.set(handle, now);
    return true;
  }
}

function pending(session: Session): Flow[] {
  const held: unknown = session[PENDING_FLOWS];
  const now = Date.now();
  return (Array.isArray(held) ? (held as unknown[]) : [])
    .filter(isFlow)
    .filter(({ at }) => now - at >= 0 && now - at <= LIFETIME);
}
