import { isDeepStrictEqual } from 'node:util';
import type { Application, Context } from 'egg';
import { isNobody } from '../../passport/isNobody';
import { McpRefusal } from './McpRefusal';
import type { McpServer } from './McpServer';
import { principalOf } from '../../passport/principalOf';

/** Under which of tegg's lists a session stands. */
export type SessionKind = 'streamTransports' | 'transports';

/** A session of a stream, or an SSE connection. */
export interface McpSession {
  readonly server: McpServer;
  /** Whose it is. Nothing: nobody has said so yet. */
  owner?: { readonly principal: unknown };
}

type Registered = Partial<Record<SessionKind, Record<string, object>>>;

/** tegg's hooks: the last argument is the registry of transports, whatever the version puts before it. */
interface McpHook {
  preSSEInitHandle(ctx: Context, transport: object, ...rest: unknown[]): Promise<void>;
  onStreamSessionInitialized(ctx: Context, transport: object, ...rest: unknown[]): Promise<void>;
}

/** What the request that opens a session is known to be. */
export interface Opening {
  readonly server: McpServer;
  readonly user: unknown;
}

/** Sessions belong to who opened them: an id that somebody else has learned opens nothing. */
export class McpSessions {
  private readonly sessions = new WeakMap<object, McpSession>();
  private readonly openings = new WeakMap<Context, Opening>();
  private registered: Registered = {};
  private readonly hook: McpHook;

  constructor(private readonly app: Application) {
    const opened = async (ctx: Context, transport: object, ...rest: unknown[]): Promise<void> => {
      const opening = this.openings.get(ctx);
      // The hooks are shared by all applications of a process, and openings are not.
      if (!opening) return;
      this.registered = rest.at(-1) as Registered;
      this.sessions.set(transport, { server: opening.server, owner: ownerOf(opening.user) });
    };
    this.hook = { preSSEInitHandle: opened, onStreamSessionInitialized: opened };
  }

  /** When tegg has its hooks. */
  start(): void {
    this.hooks().unshift(this.hook);
  }

  stop(): void {
    const index = this.hooks().indexOf(this.hook);
    if (index >= 0) this.hooks().splice(index, 1);
  }

  /** A request that may open a session. */
  prepare(ctx: Context, opening: Opening): void {
    this.openings.set(ctx, opening);
  }

  /**
   * The session of this id in this process.
   *
   * @param server the one whose it must be, where the path says one
   * @throws McpRefusal 404 for one of another server, one that we have not seen opening, and for what only an object has
   */
  find(kind: SessionKind, id: string | undefined, server?: McpServer): McpSession | undefined {
    const transports = this.registered[kind] ?? {};
    if (!id || !(id in transports)) return undefined;
    const session = Object.hasOwn(transports, id) ? this.sessions.get(transports[id]) : undefined;
    if (!session || (server && session.server !== server)) throw notFound();
    return session;
  }

  /**
   * The session is used by this user; nobody's becomes this user's.
   *
   * @throws McpRefusal 404 for somebody else's
   */
  claim(session: McpSession, user: unknown): void {
    if (!session.owner) session.owner = ownerOf(user);
    else if (!isDeepStrictEqual(session.owner.principal, principalOf(user))) throw notFound();
  }

  private hooks(): McpHook[] {
    return (this.app.config as unknown as { mcp: { hooks?: McpHook[] } }).mcp.hooks ?? [];
  }
}

function ownerOf(user: unknown): McpSession['owner'] {
  return isNobody(user) ? undefined : { principal: principalOf(user) };
}

// As for a session that does not exist: clients then begin a new one.
function notFound(): McpRefusal {
  return new McpRefusal(404, 'Session not found', -32001);
}
