import type { Context } from 'egg';
import { findAccount } from './accounts';

interface LoginSession {
  passport?: { user?: unknown };
}

/** The lines that an application without this package writes: look at the session, load the user. */
export async function guardByHand(ctx: Context, next: () => Promise<unknown>): Promise<void> {
  const id = (ctx.session as LoginSession).passport?.user;
  const account = id === undefined ? null : await findAccount(id);
  if (!account) ctx.throw(401);
  ctx.state.account = account;
  await next();
}
