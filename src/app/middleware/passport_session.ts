import type { Application, Context } from 'egg';
import { AuthState } from '../../passport/AuthState';
import { carriesSession } from '../../passport/carriesSession';
import type { Next } from '../../passport/finish';
import { answerUnavailable } from '../../passport/session/answerUnavailable';
import { UnavailableError } from '../../passport/session/UnavailableError';

/** Restores the session's user, only for requests that carry a session. */
export default function passportSession(_options: unknown, app: Application) {
  const carries = carriesSession(app);
  // Not an async function: a promise costs more than all that happens here.
  return (ctx: Context, next: Next): Promise<unknown> => {
    // From here on this is a request, not an anonymous context.
    const state = AuthState.of(ctx);
    const settle = (hasFailed: boolean): Promise<void> | undefined => {
      state.isOver = true;
      return state.change && app.passport.settle(ctx, hasFailed);
    };
    const ended = carries(ctx) ? app.passport.restore(ctx).then(next) : next();
    return ended.then(
      // Who has gone will never know of a login.
      () => settle(ctx.status >= 500 || ctx.req.socket?.destroyed),
      async (err: unknown) => {
        await settle(true);
        // In front of sessions there is a middleware of its own for this.
        if (app.plugins.session || !(err instanceof UnavailableError)) throw err;
        answerUnavailable(ctx, err);
      },
    );
  };
}
