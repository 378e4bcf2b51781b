import type { Context } from 'egg';
import type { UnavailableError } from './UnavailableError';

/** 503 for everybody: egg-onerror would answer browsers with 500. */
export function answerUnavailable(ctx: Context, err: UnavailableError): void {
  ctx.app.emit('error', err, ctx);
  // As Koa does it: nothing of what the request meant to answer.
  for (const name of ctx.res.getHeaderNames()) ctx.res.removeHeader(name);
  const { status, code, message, headers } = err;
  ctx.status = status;
  ctx.set(headers);
  ctx.body = ctx.acceptJSON ? { code, message } : message;
}
