import type { Application, Context } from 'egg';
import { AuthState } from '../../passport/AuthState';
import { carriesSession } from '../../passport/carriesSession';
import type { Next } from '../../passport/finish';

/** Restores the session's user, only for requests that carry a session. */
export default function passportSession(_options: unknown, app: Application) {
  const carries = carriesSession(app);
  return async (ctx: Context, next: Next): Promise<unknown> => {
    // From here on this is a request, not an anonymous context.
    AuthState.of(ctx);
    if (carries(ctx)) await app.passport.restore(ctx);
    return next();
  };
}
