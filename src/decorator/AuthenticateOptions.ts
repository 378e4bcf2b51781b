import type { ThrottleOptions } from './ThrottleOptions';

/**
 * What an attempt to authenticate may be told: passport's options of `authenticate`, with
 * passport's names and meaning. Options that are not listed here go to the strategy as they are.
 */
export interface AuthenticateOptions {
  /** Where a browser goes after success. */
  successRedirect?: string;
  /** Where a browser goes after success when `ctx.session.returnTo` does not say. `null`: nowhere, the next handler runs. */
  successReturnToOrRedirect?: string | null;
  /** Pushed to `ctx.session.messages` after success; `true` takes the strategy's own message. */
  successMessage?: string | boolean;
  /** Given to `req.flash()` after success; `true` takes the strategy's own message. */
  successFlash?: string | boolean | { type?: string; message?: string };
  /** Where a browser goes after a failure. */
  failureRedirect?: string;
  /** Pushed to `ctx.session.messages` after a failure; `true` takes the strategy's own message. */
  failureMessage?: string | boolean;
  /** Given to `req.flash()` after a failure; `true` takes the strategy's own message. */
  failureFlash?: string | boolean | { type?: string; message?: string };
  /** Throw an error at failure (the default, as in egg-passport), or end the response with the bare status. */
  failWithError?: boolean;
  /** `false` opens no session. */
  session?: boolean;
  /** Keep what the session held before the login. By default only `returnTo` and logins that have begun at providers outlive it. */
  keepSessionInfo?: boolean;
  /** Put the user here on `req` and log nobody in (`authorize` uses `account`). */
  assignProperty?: string;
  /** `false` leaves `req.authInfo` unset. */
  authInfo?: boolean;
  /** OAuth: what to ask for. */
  scope?: string | readonly string[];
  /**
   * OAuth 2: kept with the login and handed back in the callback as `authInfo.state`. The provider
   * sees a handle of ours, never this.
   */
  state?: unknown;
  /**
   * How many attempts there may be, see {@link ThrottleOptions}. By default what
   * `config.passport.throttle` says, for strategies that take a password; `false` counts nothing.
   */
  throttle?: ThrottleOptions | false;
  [option: string]: unknown;
}

/** Options of `@Login`: those of an attempt, but for what makes no sense on an endpoint that logs in. */
export interface LoginOptions extends AuthenticateOptions {
  assignProperty?: never;
  failWithError?: never;
}

/** Options of a mounted strategy, see `app.passport.mount`. */
export interface MountOptions extends AuthenticateOptions {
  /** Path or full URL at which the login starts, `/passport/<name>` by default. A full URL's path is mounted. */
  loginURL?: string;
  /** Path or full URL to which the provider sends the browser back, `/passport/<name>/callback` by default. */
  callbackURL?: string;
}
