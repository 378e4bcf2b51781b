import type { Application } from 'egg';
import { McpGate } from '../../container/mcp/McpGate';
import type { Middleware } from '../../passport/Passport';

/** In front of MCP servers: runs the strategies of their guards. */
export default function passportMcp(_options: unknown, app: Application): Middleware {
  const gate = McpGate.of(app);
  return (ctx, next) => (gate ? gate.enter(ctx, next) : next());
}
