import type { Context } from 'egg';

/** Whether a request names as its origin the one that it goes to. */
export function isOwnOrigin(ctx: Context): boolean {
  return ctx.get('origin') === `${ctx.protocol}://${ctx.req.headers.host}`;
}
