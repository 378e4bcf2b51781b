import type { Context } from 'egg';

/** Egg's own page for addresses that nothing answers is bare: this one goes through the error page. */
export default () => async (ctx: Context, next: () => Promise<void>) => {
  await next();
  if (ctx.status === 404 && !ctx.body) ctx.throw(404, 'There is nothing at this address.');
};
