import type { ProtectedResourceConfig } from '../container/mcp/ProtectedResource';
import type { PasswordCost } from '../container/passwordCost';
import type { Duration } from '../decorator/duration';
import type { RolesOf } from '../passport/rolesPolicy';
import type { SessionConfig } from '../passport/session/SessionSettings';
import type { SessionOptions } from '../passport/SessionManager';
import type { ThrottleConfig } from '../passport/throttle/ThrottleConfig';
import type { Passport } from '../passport/Passport';
import type { SiteConfig } from '../passport/Site';
import type { User } from '../decorator/User';
import type { LoginAsOptions } from '../testing/LoginAsOptions';

/** `config.passport`. */
export interface PassportConfig extends SiteConfig {
  /**
   * Where a guard sends browsers that nobody is logged in with. Without it everybody gets 401. An
   * OAuth login may be named directly: `/passport/github`.
   */
  loginURL?: string;
  /** `'all'` puts `@Authenticated()` on every controller method of tegg that has no mark of its own. */
  guard?: 'all';
  /** Finds the roles of a user for `@Roles`. By default the user's `roles`. */
  roles?: RolesOf;
  /** Served at `/.well-known/oauth-protected-resource` (RFC 9728), and named in the challenges of MCP servers. */
  protectedResource?: ProtectedResourceConfig;
  /** How long a strategy may take, its verify function included. 30 s by default. */
  timeout?: Duration;
  /** How logins are kept in sessions. */
  session?: SessionConfig;
  /** What `PasswordHasher` makes a password's hash cost. */
  passwords?: PasswordCost;
  /**
   * Writes every event as a line into `passport-audit.log`, beside the application's other logs. Not by
   * default. `config.customLogger.passportAuditLogger` changes the file and what else Egg's loggers have.
   */
  audit?: boolean;
  /** How often somebody may try to log in. By default as often as they like. */
  throttle?: ThrottleConfig | false;
}

declare module 'egg' {
  interface Application {
    /** Strategies, hooks and middlewares, as egg-passport has them. */
    passport: Passport;
    /** In tests: every request from now on comes from this user, who opens session guards. */
    mockUser(user?: object | User): void;
    /** In tests: the same, and a context of that user. */
    mockUserContext(user?: object | User): Context;
    /**
     * In tests: an agent with a session of this user, as a login makes it. It has the methods of
     * `app.httpRequest()`. See `docs/testing.md`.
     */
    loginAs<Requests>(this: { httpRequest(): Requests }, user: User, options?: LoginAsOptions): Promise<Requests>;
    /** In tests: takes back whom requests come from, and gives an agent that is nobody. */
    asNobody<Requests>(this: { httpRequest(): Requests }): Requests;
    /**
     * In tests: from now on this strategy finds this profile or user, breaks with this error, or refuses
     * with this `AuthenticationError`; no provider is asked.
     */
    mockStrategy(name: string, outcome: unknown): void;
    /** In tests: runs a function as this user, who opens session guards, without a request. */
    runAs<T>(user: User, fn: (ctx: Context) => T | Promise<T>, options?: LoginAsOptions): Promise<T>;
  }

  // egg declares its context with this parameter.
  // oxlint-disable-next-line no-unused-vars, no-explicit-any
  interface Context<ResponseBodyT = any> {
    /** The user of this request; `undefined` when there is none. */
    readonly user: User;
    /** Logs the user in: from the next request on the session brings this user back. */
    login(user: User, options?: SessionOptions): Promise<void>;
    /** Ends the login of this session. */
    logout(options?: SessionOptions): Promise<void>;
    isAuthenticated(): boolean;
    isUnauthenticated(): boolean;
    /** What tegg's `@Acl(code)` calls: the policy named `code` must say yes. */
    acl(code: string): Promise<void>;
  }

  interface EggAppConfig {
    passport: PassportConfig;
  }
}
