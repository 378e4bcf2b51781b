import type { Application } from 'egg';
import { McpGate } from '../../container/mcp/McpGate';
import type { Middleware } from '../../passport/Passport';

/** In front of each MCP message: its methods see the user of the request that carries it. */
export default function passportMcpMessage(_options: unknown, app: Application): Middleware {
  const gate = McpGate.of(app);
  return (ctx, next) => (gate ? gate.pass(ctx, next) : next());
}
