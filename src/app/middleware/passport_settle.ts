import type { Context } from 'egg';
import { AuthState } from '../../passport/AuthState';
import type { Next } from '../../passport/finish';

/**
 * Right behind the session, which it writes when everything that comes after has ended: of a login in
 * a request that failed, wherever it did, nothing may stand there.
 */
export default function passportSettle() {
  // Not an async function: a promise costs more than all that happens here.
  return (ctx: Context, next: Next): Promise<unknown> => {
    const settle = (hasFailed: boolean): Promise<void> | undefined => {
      const state = AuthState.of(ctx);
      state.isOver = true;
      return (state.change ?? state.sessionless) && ctx.app.passport.settle(ctx, hasFailed);
    };
    return next().then(
      // Who has gone will never know of a login.
      () => settle(ctx.status >= 500 || ctx.req.socket?.destroyed),
      async (err: unknown) => {
        await settle(true);
        throw err;
      },
    );
  };
}
