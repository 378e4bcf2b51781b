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
    ip: cut(ctx.ip, ADDRESS),
    userAgent: cut(ctx.get('user-agent'), TEXT),
    requestId: cut(traceId, TEXT),
  };
}

function cut(text: unknown, length: number): string | undefined {
  return typeof text === 'string' && text !== '' ? text.slice(0, length) : undefined;
}
