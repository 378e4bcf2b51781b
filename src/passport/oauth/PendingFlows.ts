import { createHash, randomBytes } from 'node:crypto';
import type { Session } from '../Session';
import type { Claim } from '../session/claimOf';
import { isFlow, type Flow } from './Flow';

/** The session's key of the logins that have begun at providers. A login does not drop it. */
export const PENDING_FLOWS = 'oauthFlows';

const LIFETIME = 10 * 60_000;
const SIDE_BY_SIDE = 5;
// Of a cookie's 4 kB, in which a user must find room too.
const MOST_CHARACTERS = 1500;

/** The logins that browsers have begun at providers, each in the session of its browser. */
export class PendingFlows {
  /** @param claim A copy of a session brings a flow back that was taken: this says so. */
  constructor(private readonly claim: Claim) {}

  /** Keeps a flow, and gives the handle under which it will come back. The oldest make room. */
  begin(session: Session, flow: Omit<Flow, 'handle' | 'at'>): string {
    const handle = randomBytes(16).toString('base64url');
    const flows = [...pending(session), { handle, at: Date.now(), ...flow }].slice(-SIDE_BY_SIDE);
    while (flows.length > 1 && JSON.stringify(flows).length > MOST_CHARACTERS) flows.shift();
    session[PENDING_FLOWS] = flows;
    return handle;
  }

  /**
   * Takes the flow that this strategy began in this browser under this handle: of all requests that
   * want it, in all processes, one gets it.
   *
   * @returns nothing when there is none, it was taken before, or its time is over. The session is
   *   then as it was: the answer to a repeated callback must not undo the login of the first.
   * @throws UnavailableError where it cannot be written down that it is taken
   */
  async take(session: Session, strategy: string, handle: string): Promise<Flow | undefined> {
    const isWanted = (flow: Flow): boolean => flow.handle === handle && flow.strategy === strategy;
    const flow = pending(session).find(isWanted);
    if (!flow || !(await this.claim(keyOf(flow), LIFETIME))) return undefined;
    const left = pending(session).filter(other => !isWanted(other));
    if (left.length) session[PENDING_FLOWS] = left;
    else delete session[PENDING_FLOWS];
    return flow;
  }
}

// Sessions hold anything: a handle may be no name of a file.
function keyOf({ handle }: Flow): string {
  return `flow-${createHash('sha256').update(handle).digest('base64url')}`;
}

function pending(session: Session): Flow[] {
  const held: unknown = session[PENDING_FLOWS];
  const now = Date.now();
  return (Array.isArray(held) ? (held as unknown[]) : [])
    .filter(isFlow)
    .filter(({ at }) => now - at >= 0 && now - at <= LIFETIME);
}
