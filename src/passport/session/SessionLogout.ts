import type { Context } from 'egg';
import { AuthState } from '../AuthState';
import { userIdOf } from '../events/userIdOf';
import { emptySession, sessionOf } from '../Session';
import type { SessionOptions } from '../SessionManager';
import { endLogin } from './endLogin';
import { discard, regenerate, setKey } from './koaSession';
import { rotateCsrfSecret } from './rotateCsrfSecret';
import { SessionChange } from './SessionChange';
import type { SessionParts } from './SessionParts';
import { unavailable } from './UnavailableError';

/** Ends logins from within: what `ctx.logout` does. */
export class SessionLogout {
  constructor(private readonly parts: SessionParts) {}

  /**
   * Logs the request's user out. The user is gone when the call returns; when the promise resolves, no
   * copy of the session opens anything. Applications that came from egg-passport do not wait for it.
   *
   * @throws UnavailableError where that cannot be written down: the session is then as it was
   */
  async logOut(ctx: Context, options: SessionOptions = {}): Promise<void> {
    const state = AuthState.of(ctx);
    const session = sessionOf(ctx);
    const { change, sessionUser } = state;
    state.clear();
    state.change = undefined;
    state.sessionless = undefined;
    if (!session) return;
    const before = new SessionChange(session);
    if (options.keepSessionInfo) delete session.passport;
    else emptySession(session);
    try {
      for (const login of [before.login, change?.login]) if (login) await endLogin(this.parts, login, session);
      // A login of this request is nowhere yet: what the store has is the session before it.
      setKey(session, change?.key);
      if (options.keepSessionInfo) await regenerate(session);
      else await discard(session);
    } catch (err) {
      before.undo(session);
      throw unavailable(err);
    }
    rotateCsrfSecret(ctx);
    // Of a login that never stood nobody has heard.
    const login = change ? change.login : before.login;
    const user = change ? undefined : sessionUser;
    if (!login) return;
    const { strategy } = login;
    this.parts.events.emit('logout', ctx, () => ({ strategy, userId: userIdOf(user, login.user) }));
  }
}
