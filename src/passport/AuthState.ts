import type { Context } from 'egg';
import { isNobody } from './isNobody';

const STATE = Symbol('tegg-passport#state');

/** What one request knows about its user. */
export class AuthState {
  /** Whom `ctx.user` gives: the user whom the session, a login or a guard accepted last. */
  user: unknown = undefined;
  /** The user of the session, whatever a guard made of `user` since. */
  sessionUser: unknown = undefined;
  /** The session was looked at, or a test has put a user in its place. */
  restored = false;

  /** The state of a request, made when it is first asked for. */
  static of(ctx: Context): AuthState {
    const holder = ctx as Context & { [STATE]?: AuthState };
    return (holder[STATE] ??= new AuthState());
  }

  /** The state of a request that passed through the plugin's middleware, or nothing. */
  static peek(ctx: Context | undefined): AuthState | undefined {
    return (ctx as (Context & { [STATE]?: AuthState }) | undefined)?.[STATE];
  }

  isAuthenticated(): boolean {
    return !isNobody(this.user);
  }

  /** The session's user is this one. */
  setSessionUser(user: unknown): void {
    this.user = user;
    this.sessionUser = user;
    this.restored = true;
  }

  /** Nobody, for the rest of this request. */
  clear(): void {
    this.setSessionUser(undefined);
  }
}
