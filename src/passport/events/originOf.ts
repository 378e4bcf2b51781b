import type { Context } from 'egg';
import { AuthState } from '../AuthState';
import type { AuthEvent } from './AuthEvent';

// Longer than any address, which a proxy's header may say at any length.
const ADDRESS = 64;
const TEXT = 200;

/** What an event says of its request; of a context that is no request's, nothing. */
export function originOf(ctx: Context | undefined): Pick<AuthEvent, 'ip' | 'userAgent' | 'requestId'> {
  const state = AuthState.peek(ctx);
  if (!ctx || !state || state.isOutside) return {};
  const { traceId } = (ctx as { tracer?: { traceId?: unknown } }).tracer ?? {};
  return {
    ip: String(ctx.ip).slice(0, ADDRESS),
    userAgent: ctx.get('user-agent').slice(0, TEXT),
    requestId: typeof traceId === 'string' ? traceId.slice(0, TEXT) : undefined,
  };
}
