import { AccessLevel, Inject, SingletonProto } from '@eggjs/tegg';
import type { AuthenticateOptions } from '../decorator/AuthenticateOptions';
import type { PolicyUse } from '../decorator/policy';
import type { User } from '../decorator/User';
import type { AuthOutcome } from '../passport/AuthOutcome';
import { AuthState } from '../passport/AuthState';
import type { Passport } from '../passport/Passport';
import type { SessionInfo } from '../passport/session/SessionIndex';
import type { SessionOptions } from '../passport/SessionManager';

/**
 * The user of the current request, and what can be done about it. Inject it into any object of any
 * module. Outside a request everything here throws `outside_request`.
 *
 * @example
 * ```ts
 * @SingletonProto()
 * export class GreetingService {
 *   @Inject() private readonly authService: AuthService;
 *
 *   greet(): string {
 *     return this.authService.isAuthenticated() ? `Hello ${this.authService.user.name}` : 'Hello stranger';
 *   }
 * }
 * ```
 */
@SingletonProto({ accessLevel: AccessLevel.PUBLIC })
export class AuthService {
  // app.passport: tegg offers the application's properties for injection.
  @Inject() private readonly passport!: Passport;

  /** The user of this request; `undefined` when there is none. */
  get user(): User {
    return AuthState.of(this.passport.currentContext()).user;
  }

  /** Whether this request has a user. */
  isAuthenticated(): boolean {
    return AuthState.of(this.passport.currentContext()).isAuthenticated();
  }

  /**
   * Logs the user in: the serializers say what goes into the session, and from the next request on
   * the session brings this user back.
   *
   * @throws PassportError `session_unavailable`, `serialize_failed`, `login_without_user`; what a serializer throws
   */
  async login(user: User, options?: SessionOptions): Promise<void> {
    await this.passport.logIn(this.passport.currentContext(), user, options);
  }

  /** Ends the login of this session, and what else the session held unless told to keep it. */
  async logout(options?: SessionOptions): Promise<void> {
    await this.passport.logOut(this.passport.currentContext(), options);
  }

  /**
   * Ends every login of this user on every device: after a change of the password, or when the account
   * is closed. A login that this request makes afterwards stays.
   *
   * @throws UnavailableError (503) where that cannot be written down
   */
  async logoutEverywhere(user: User): Promise<void> {
    await this.passport.userSessions.endAll(this.passport.currentContext(), user);
  }

  /**
   * The live sessions of this user, the oldest first, where they are in Redis (egg-redis and
   * egg-session-redis).
   *
   * @throws PassportError `sessions_unlisted` elsewhere; UnavailableError (503)
   */
  async sessions(user: User): Promise<SessionInfo[]> {
    return this.passport.userSessions.list(this.passport.currentContext(), user);
  }

  /**
   * Ends one of these sessions. Whoever knows an id may end its session: take it only out of the list of
   * the user who asks.
   *
   * @returns whether there was such a session
   * @throws PassportError `sessions_unlisted`; UnavailableError (503)
   */
  async endSession(id: string): Promise<boolean> {
    return this.passport.userSessions.endOne(id, this.passport.peekContext());
  }

  /**
   * Whether the user of this request may do this. Nobody may not.
   *
   * @param use the policy, by name or with {@link policy} where it takes arguments
   * @param resource the thing in question, handed to the policy
   * @throws PassportError `policy_unknown`; what the policy throws
   */
  async can(use: PolicyUse, resource?: unknown): Promise<boolean> {
    return this.passport.authorizer.can(this.passport.currentContext(), use, resource);
  }

  /**
   * Wants the user of this request to be allowed to do this.
   *
   * @throws AuthenticationError where there is no user, AuthorizationError where the policy says no;
   *   PassportError `policy_unknown`; what the policy throws
   */
  async authorize(use: PolicyUse, resource?: unknown): Promise<void> {
    await this.passport.authorizer.require(this.passport.currentContext(), use, resource);
  }

  /**
   * Runs a function as this user: in schedules, event handlers and wherever there is no request. The
   * user opens guards that name no strategy and want no fresh login. The function has a context, and
   * context objects, of its own.
   */
  async runAs<T>(user: User, fn: () => T | Promise<T>): Promise<T> {
    return this.passport.runAs(user, fn);
  }

  /**
   * Runs strategies in order on the current request, until one does anything but fail, and says what
   * came out. Logs nobody in and writes no response.
   *
   * @throws PassportError `strategy_unknown`; ThrottledError (429) after too many attempts; what a strategy
   *   or verifier throws that is no refusal
   */
  async authenticate(strategies: string | readonly string[], options?: AuthenticateOptions): Promise<AuthOutcome> {
    return this.passport.throttles.run(this.passport.currentContext(), strategies, { ...options });
  }
}
