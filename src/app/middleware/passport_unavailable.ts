import type { Context } from 'egg';
import type { Next } from '../../passport/finish';
import { UnavailableError } from '../../passport/session/UnavailableError';

/**
 * In front of the session: answers 503 where logins cannot be found out, counted or written down.
 * egg-onerror would answer browsers with 500.
 */
export default function passportUnavailable() {
  return (ctx: Context, next: Next): Promise<unknown> =>
    next().catch((err: unknown) => {
      if (!(err instanceof UnavailableError)) throw err;
      ctx.app.emit('error', err, ctx);
      // As Koa does it: nothing of what the request meant to answer.
      for (const name of ctx.res.getHeaderNames()) ctx.res.removeHeader(name);
      const { status, code, message, headers } = err;
      ctx.status = status;
      ctx.set(headers);
      ctx.body = ctx.acceptJSON ? { code, message } : message;
    });
}
