import type { Application } from 'egg';
import type { ClassEntry } from '../ClassEntry';
import type { ObjectGuardInstaller } from '../ObjectGuardInstaller';
import { McpGate } from './McpGate';
import { McpServers } from './McpServers';
import { McpSessions } from './McpSessions';
import { ProtectedResource } from './ProtectedResource';

interface McpConfig {
  readonly coreMiddleware: string[];
  readonly mcp: { middleware?: readonly string[] };
}

/** The MCP servers of an application, and the gate in front of them. */
export class Mcp {
  private readonly sessions: McpSessions;
  private servers?: McpServers;

  constructor(private readonly app: Application) {
    const { protectedResource } = app.config.passport;
    const resource = protectedResource && new ProtectedResource(protectedResource);
    this.sessions = new McpSessions(app);
    McpGate.install(app, new McpGate(app, this.sessions, () => this.servers as McpServers, resource));
  }

  /** In front of the routes, and in front of each message. */
  addMiddlewares(): void {
    const { coreMiddleware, mcp } = this.app.config as unknown as McpConfig;
    coreMiddleware.push('passportMcp');
    mcp.middleware = ['passportMcpMessage', ...(mcp.middleware ?? [])];
  }

  /** When all routes stand. */
  start(entries: readonly ClassEntry[], guards: ObjectGuardInstaller): void {
    this.servers = new McpServers(this.app, entries, proto => guards.guardsOf(proto));
    this.sessions.start();
  }

  stop(): void {
    this.sessions.stop();
  }
}
