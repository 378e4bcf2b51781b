import { STATUS_CODES } from 'node:http';
import type { Context } from 'egg';
import { PassportError } from '../../decorator/PassportError';
import type { AuthenticationError } from '../../passport/AuthenticationError';
import { McpRefusal } from './McpRefusal';
import type { ProtectedResource } from './ProtectedResource';

/** What the transport answers in the place of a message's result. */
export interface McpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: object;
}

const PAYLOAD_TOO_LARGE = 413;

/** The answer to a request that did not get past the gate. What is no refusal is logged, and said to nobody. */
export function mcpAnswer(ctx: Context, error: unknown, resource: ProtectedResource | undefined): McpAnswer {
  if (error instanceof McpRefusal) {
    const { status, code, message } = error;
    // Nobody waits for the rest of what is too large.
    const headers: McpAnswer['headers'] = status === PAYLOAD_TOO_LARGE ? { Connection: 'close' } : {};
    return { status, headers, body: { jsonrpc: '2.0', error: { code, message }, id: null } };
  }
  if (error instanceof PassportError && error.status < 500) {
    const { status, code, message, errors, challenge = [] } = error as AuthenticationError;
    const challenges = resource?.challenges(challenge, ctx.get('authorization')) ?? [...challenge];
    const headers: McpAnswer['headers'] = status === 401 ? { 'WWW-Authenticate': challenges } : {};
    return { status, headers, body: { code, message, errors } };
  }
  ctx.app.emit('error', error, ctx);
  const { status } = (error ?? {}) as { status?: unknown };
  const answered = typeof status === 'number' && status >= 500 && status in STATUS_CODES ? status : 500;
  return { status: answered, headers: {}, body: { code: 'internal_error', message: STATUS_CODES[answered] } };
}
