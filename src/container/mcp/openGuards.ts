import type { Context } from 'egg';
import { AuthState } from '../../passport/AuthState';
import type { RequestGuard } from '../../passport/RequestGuard';
import { McpRefusal } from './McpRefusal';

const INVALID_REQUEST = -32600;

/**
 * Wants a request to open all these guards. The methods behind them see one and the same user, so
 * guards that might find different ones cannot stand in one batch.
 *
 * @param found whether somebody was looked for already: strategies that accepted do not run again
 * @throws AuthenticationError, AuthorizationError, McpRefusal; what a strategy or policy throws
 */
export async function openGuards(
  ctx: Context,
  [first, ...rest]: readonly RequestGuard[],
  found = false,
): Promise<void> {
  if (!first) return;
  const strategies = String(first.guard.strategies);
  if (rest.some(({ guard }) => String(guard.strategies) !== strategies)) {
    throw new McpRefusal(400, 'Invalid Request: the calls of this batch want different logins', INVALID_REQUEST);
  }
  const { strategy } = AuthState.of(ctx);
  const isKnown = found && strategy !== undefined && first.guard.strategies.includes(strategy);
  const refusal = isKnown ? undefined : await first.admit(ctx);
  if (refusal) throw refusal;
  for (const guard of isKnown ? [first, ...rest] : rest) await guard.check(ctx);
}
