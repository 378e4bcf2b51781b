import type { Application, Context } from 'egg';
import { AuthState } from '../../passport/AuthState';
import { carriesSession } from '../../passport/carriesSession';
import type { Next } from '../../passport/finish';

/** Restores the session's user, only for requests that carry a session. */
export default function passportSession(_options: unknown, app: Application) {
  const carries = carriesSession(app);
  // Not an async function: a promise costs more than all that happens here.
  return (ctx: Context, next: Next): Promise<unknown> => {
    // From here on this is a request, not an anonymous context.
    AuthState.of(ctx);
    return carries(ctx) ? app.passport.restore(ctx).then(next) : next();
  };
}
