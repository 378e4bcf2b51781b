import { AsyncLocalStorage } from 'node:async_hooks';
import type { Application, Context } from 'egg';
import { AuthState } from '../../passport/AuthState';
import type { Next } from '../../passport/finish';
import { mcpAnswer, type McpAnswer } from './mcpAnswer';
import type { EndpointKind } from './mcpPaths';
import type { McpServers } from './McpServers';
import type { McpSession, McpSessions, SessionKind } from './McpSessions';
import { openGuards } from './openGuards';
import type { ProtectedResource } from './ProtectedResource';
import { readMessages } from './readMessages';

const GATE = Symbol('tegg-passport#mcpGate');

type Gated = Application & { [GATE]?: McpGate };

/** The request of a client that is on its way to a method, and through which gate it came. */
interface Carried {
  readonly gate: McpGate;
  readonly ctx: Context;
}

// One for all applications of the process, as the engine's.
const carried = new AsyncLocalStorage<Carried>();

/** Where a request says which session it is of. */
const SESSION: Partial<Record<EndpointKind, { kind: SessionKind; id(ctx: Context): string | undefined }>> = {
  stream: { kind: 'streamTransports', id: ctx => ctx.get('mcp-session-id') },
  message: { kind: 'transports', id: ctx => ctx.query.sessionId },
};

/**
 * Stands in front of MCP servers: runs the strategies that the guards of their methods name on the
 * request that carries a message, before a transport sees it.
 */
export class McpGate {
  private readonly admitted = new WeakSet<Context>();

  constructor(
    private readonly app: Application,
    private readonly sessions: McpSessions,
    private readonly servers: () => McpServers,
    private readonly resource: ProtectedResource | undefined,
  ) {}

  static install(app: Application, gate: McpGate): void {
    (app as Gated)[GATE] = gate;
  }

  /** The gate of an application. */
  static of(app: Application): McpGate | undefined {
    return (app as Gated)[GATE];
  }

  /** In front of the routes: a request of a client. */
  async enter(ctx: Context, next: Next): Promise<unknown> {
    // A preflight carries no credentials, and no transport takes its method.
    const endpoint = ctx.method === 'OPTIONS' ? undefined : this.servers().endpointOf(ctx);
    if (!endpoint) return next();
    const refusal = await this.refusal(ctx, async () => {
      const place = SESSION[endpoint.kind];
      const session = place && this.sessions.find(place.kind, place.id(ctx), endpoint.server);
      await this.admit(ctx, endpoint, session);
    });
    if (!refusal) return carried.run({ gate: this, ctx }, next);
    ctx.status = refusal.status;
    ctx.set(refusal.headers as Record<string, string>);
    ctx.body = refusal.body;
    return undefined;
  }

  /**
   * In front of the methods: the context that they will see. It is the client's request, or one that
   * tegg has made for a message of an SSE connection, or one that another process has passed on.
   */
  async pass(ctx: Context, next: Next): Promise<unknown> {
    if (this.admitted.has(ctx)) return next();
    const { gate, ctx: client } = carried.getStore() ?? {};
    const carrier = gate === this ? client : undefined;
    const state = AuthState.of(ctx);
    // The headers of a request of tegg's own are mixed with those of the one that opened the connection.
    if (carrier) Object.assign(state, AuthState.of(carrier));
    const refusal = carrier ? undefined : await this.refusal(ctx, () => this.admitForeign(ctx));
    if (!refusal) return next();
    // No Koa answers here.
    ctx.res.writeHead(refusal.status, { ...refusal.headers, 'Content-Type': 'application/json; charset=utf-8' });
    ctx.res.end(JSON.stringify(refusal.body));
    return undefined;
  }

  // Passed on by another process, or sent by whoever reaches its port. Where no session is known, nobody is.
  private async admitForeign(ctx: Context): Promise<void> {
    const session = this.sessions.find('streamTransports', ctx.get('mcp-session-id'));
    if (!session) return;
    await this.app.passport.restore(ctx);
    await this.admit(ctx, { server: session.server, kind: 'stream' }, session);
  }

  private async admit(
    ctx: Context,
    { server, kind }: { server: McpSession['server']; kind: EndpointKind },
    session: McpSession | undefined,
  ): Promise<void> {
    this.admitted.add(ctx);
    if (!server.guarded) return this.sessions.prepare(ctx, { server, user: undefined });
    const state = AuthState.of(ctx);
    const { user, strategy } = state;
    const door = server.closed || session?.owner ? server.wall : kind === 'stateless' ? undefined : server.guest;
    if (door) await openGuards(ctx, [door]);
    const guards = ctx.method === 'POST' ? server.guardsOf(await readMessages(ctx)) : [];
    await openGuards(ctx, guards, Boolean(door));
    if (session) this.sessions.claim(session, state.user);
    this.sessions.prepare(ctx, { server, user: state.user });
    // Open methods see whom they would see without a guard beside them.
    if (!guards.length && !server.closed) state.accept(user, strategy);
  }

  private async refusal(ctx: Context, ask: () => Promise<void>): Promise<McpAnswer | undefined> {
    try {
      await ask();
      return undefined;
    } catch (err) {
      return mcpAnswer(ctx, err, this.resource);
    }
  }
}
