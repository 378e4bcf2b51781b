import type { LoginOptions, MountOptions } from './AuthenticateOptions';

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
  readonly strategies: readonly string[];
}

/** What `@Login` leaves behind. */
export interface LoginMark {
  readonly strategies: readonly string[];
  readonly options: LoginOptions;
}

/** What decorators said about one method. */
export interface MethodMarks {
  guard?: GuardMark;
  public?: boolean;
  login?: LoginMark;
  /** Indices of the parameters under `@CurrentUser`. */
  currentUser?: number[];
}

/** What decorators said about one class, not about its parents. */
export interface ClassMarks {
  strategy?: StrategyMark;
  verifier?: VerifierMark;
  guard?: GuardMark;
  public?: boolean;
  readonly methods: Map<string, MethodMarks>;
}
