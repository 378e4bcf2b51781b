import type { LoginOptions, MountOptions } from './AuthenticateOptions';
import type { PolicyUse } from './policy';
import type { SecurityScheme } from './SecurityScheme';

/** A class that can be made with any arguments. */
// The arguments of a constructor in constraint position: nothing narrower fits every class.
// oxlint-disable-next-line no-explicit-any
export type Constructor<T = object> = new (...args: any[]) => T;

/** What `@Strategy` leaves behind. */
export interface StrategyMark {
  readonly name: string;
  readonly passportStrategy?: Constructor;
  readonly options: object;
  readonly mount?: boolean | MountOptions;
  readonly challenge?: string;
  readonly openapi?: SecurityScheme;
}

/** Options of `@AuthVerifier`. */
export interface VerifierOptions {
  /** Place in the chains, low first, 100 by default. Links of one order run by name. */
  order?: number;
  /** Take part only in logins made with these strategies. */
  strategies?: string | readonly string[];
  /** Name in the order of the chains, the class name by default. */
  name?: string;
}

/** What `@AuthVerifier` leaves behind. */
export interface VerifierMark {
  readonly name: string;
  readonly order: number;
  readonly strategies?: ReadonlySet<string>;
}

/** What `@Authenticated` leaves behind. */
export interface GuardMark {
  /** Nothing: the session's user, or off HTTP controllers the user of the request. */
  readonly strategies?: readonly string[];
  readonly optional: boolean;
  readonly policies: readonly PolicyUse[];
  /** Milliseconds. */
  readonly maxAge?: number;
  /** The strategy that a fresh login must be made with. */
  readonly freshStrategy?: string;
}

/** What `@AuthPolicy` leaves behind. */
export interface PolicyMark {
  readonly name: string;
}

/** What `@CurrentUser` leaves behind. */
export interface CurrentUserMark {
  /** Index of the parameter. */
  readonly index: number;
  readonly optional: boolean;
}

/** What `@Login` leaves behind. */
export interface LoginMark {
  readonly strategies: readonly string[];
  readonly options: LoginOptions;
}

/** What decorators said about one method. */
export interface MethodMarks {
  guard?: GuardMark;
  roles?: readonly string[];
  public?: boolean;
  login?: LoginMark;
  currentUser?: readonly CurrentUserMark[];
}

/** What decorators said about one class, not about its parents. */
export interface ClassMarks {
  strategy?: StrategyMark;
  verifier?: VerifierMark;
  policy?: PolicyMark;
  guard?: GuardMark;
  roles?: readonly string[];
  public?: boolean;
  readonly methods: Map<string, MethodMarks>;
}
