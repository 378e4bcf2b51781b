/** What every event says. Nothing of it is secret. */
interface Happening {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  /** Whom it is about: what was serialized where that is a text or a number, else the user's `id` or `sub`. */
  readonly userId?: string | number;
  /** The strategy of the login, or the one that refused; several, with commas between them. */
  readonly strategy?: string;
  /** Where from; nothing, outside a request. */
  readonly ip?: string;
  /** What the client says of itself: up to 200 characters that nobody has checked. */
  readonly userAgent?: string;
  /** The trace id of the request, where the application has a tracer. */
  readonly requestId?: string;
}

/** Somebody was logged in, and the request has succeeded. */
export interface LoginEvent extends Happening {
  readonly type: 'login';
}

/** A login was ended by its user. */
export interface LogoutEvent extends Happening {
  readonly type: 'logout';
}

/** A login failed, or a guard did not open. */
export interface RefusedEvent extends Happening {
  readonly type: 'refused';
  /** The code of the refusal, see `docs/errors.md`. */
  readonly reason: string;
  /** The policy that said no. */
  readonly policy?: string;
}

/** There were too many attempts to log in. */
export interface ThrottledEvent extends Happening {
  readonly type: 'throttled';
  /** What was counted. */
  readonly reason: 'account' | 'ip';
  /** Milliseconds until the next attempt may be made. */
  readonly retryAfter: number;
}

/** Sessions of a user were ended from outside of them: all of them, or one. */
export interface SessionsEndedEvent extends Happening {
  readonly type: 'sessionsEnded';
  readonly reason: 'all' | 'one';
}

/** What happens in authentication. */
export type AuthEvent = LoginEvent | LogoutEvent | RefusedEvent | ThrottledEvent | SessionsEndedEvent;

/** An event of this type. */
export type AuthEventOf<T extends AuthEvent['type']> = Extract<AuthEvent, { type: T }>;
