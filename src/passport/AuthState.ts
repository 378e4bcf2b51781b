import type { Context } from 'egg';
import { isNobody } from './isNobody';
import type { Budget } from './session/Budget';
import type { SessionChange } from './session/SessionChange';
import type { UnavailableError } from './session/UnavailableError';

const STATE = Symbol('tegg-passport#state');

/** What is known of the login that a session holds. */
export interface LoginInfo {
  /** When, in milliseconds since the epoch. Sessions from before this was kept do not say. */
  readonly at?: number;
  /** The strategy of the login, where there was one. */
  readonly strategy?: string;
  /** Tells this login from others. Sessions from before this was kept have none. */
  readonly id?: string;
  /** What was serialized of its user. */
  readonly user?: unknown;
}

/** What one request knows about its user. */
export class AuthState {
  /** Whom `ctx.user` gives: the user whom the session, a login or a guard accepted last. */
  user: unknown = undefined;
  /** The strategy that accepted this user: `session`, or the name of another. */
  strategy: string | undefined = undefined;
  /** The user of the session, whatever a guard made of `user` since. */
  sessionUser: unknown = undefined;
  /** The login of the session's user. */
  login: LoginInfo | undefined = undefined;
  /** The session was looked at, or a test has put a user in its place. */
  restored = false;
  /** What is left of the time for finding that out. */
  budget: Budget | undefined = undefined;
  /** Why the session's user cannot be found out. */
  unavailable: UnavailableError | undefined = undefined;
  /** The session before the login that this request has made. */
  change: SessionChange | undefined = undefined;
  /** Whom a login endpoint without a session has accepted. */
  sessionless: { readonly user: unknown; readonly strategy: string } | undefined = undefined;
  /** The request has been handled: what its session holds is about to be written, or is. */
  isOver = false;
  /** There is no request here: a function runs as somebody. */
  isOutside = false;
  /** Nobody has sent this request: somebody asks what would become of it, and nothing in it has happened. */
  isImagined = false;

  /** The state of a request, made when it is first asked for. */
  static of(ctx: Context): AuthState {
    const holder = ctx as Context & { [STATE]?: AuthState };
    return (holder[STATE] ??= new AuthState());
  }

  /** The state of a request that passed through the plugin's middleware, or nothing. */
  static peek(ctx: Context | undefined): AuthState | undefined {
    return (ctx as (Context & { [STATE]?: AuthState }) | undefined)?.[STATE];
  }

  /** In tests: the state of this context is what `current` answers, and where that answers nothing, what it was before. */
  static replace(ctx: Context, current: () => AuthState | undefined): void {
    const before = Object.defineProperty({} as { [STATE]?: AuthState }, STATE, {
      writable: true,
      ...Object.getOwnPropertyDescriptor(ctx, STATE),
    });
    Object.defineProperty(ctx, STATE, {
      get: () => current() ?? before[STATE],
      set: (state: AuthState) => {
        before[STATE] = state;
      },
      configurable: true,
    });
  }

  /**
   * The user of the session.
   *
   * @throws UnavailableError where that cannot be found out
   */
  knownSessionUser(): unknown {
    if (this.unavailable && isNobody(this.sessionUser)) throw this.unavailable;
    return this.sessionUser;
  }

  isAuthenticated(): boolean {
    return !isNobody(this.user);
  }

  /** From here on this is the request's user. */
  accept(user: unknown, strategy: string | undefined): void {
    this.user = user;
    this.strategy = strategy;
  }

  /** The session's user is this one. */
  setSessionUser(user: unknown, login: LoginInfo): void {
    this.accept(user, 'session');
    this.sessionUser = user;
    this.login = login;
    this.restored = true;
  }

  /** Nobody, for the rest of this request. */
  clear(): void {
    this.accept(undefined, undefined);
    this.sessionUser = undefined;
    this.login = undefined;
    this.restored = true;
  }
}
