import type { IncomingMessage } from 'node:http';
import type { Constructor } from './ClassMarks';

// The parameters of every constructor signature (up to four, which is what passport's packages
// have): a plain `infer` would see the last one only.
type Parameters4<S> = S extends {
  new (...args: infer A): unknown;
  new (...args: infer B): unknown;
  new (...args: infer C): unknown;
  new (...args: infer D): unknown;
}
  ? A | B | C | D
  : never;

// A signature whose options demand `passReqToCallback: true` is the one that passes `req`.
type TakesRequest<O> = O extends { passReqToCallback: infer P } ? (P extends true ? true : false) : false;

// oxlint-disable-next-line no-explicit-any
type AnyFunction = (...args: any[]) => any;

type VerifyOf<P> = P extends readonly [infer O, infer V, ...unknown[]]
  ? V extends AnyFunction
    ? TakesRequest<O> extends true
      ? never
      : V
    : never
  : P extends readonly [infer V]
    ? V extends AnyFunction
      ? V
      : never
    : never;

type WithoutDone<F> = F extends (...args: infer A) => unknown
  ? A extends [...infer Rest, unknown]
    ? Rest
    : never
  : never;

type IsAny<T> = 0 extends 1 & T ? true : false;

// Some packages declare one constructor for verify functions with and without `req`.
type PassesRequest<A> = A extends readonly [infer First, ...unknown[]]
  ? IsAny<First> extends true
    ? false
    : First extends IncomingMessage | { ctx: unknown }
      ? true
      : false
  : false;

type WithoutRequest<A> = A extends unknown ? (PassesRequest<A> extends true ? never : A) : never;

/**
 * What `validate` receives from a passport strategy class: the parameters of its declared verify
 * function without `req` and `done`.
 *
 * @example
 * ```ts
 * import { Strategy as LocalStrategy } from 'passport-local';
 *
 * type Args = ValidateArgs<typeof LocalStrategy>; // [username: string, password: string]
 * ```
 */
export type ValidateArgs<S> = WithoutRequest<WithoutDone<VerifyOf<Parameters4<S>>>>;

// A union of functions, one for each declared verify function.
type Validate<A> = A extends readonly unknown[] ? (...args: A) => unknown : never;

/** The classes that may stand under `@Strategy(name, S)`. A strategy without declared types takes any `validate`. */
export type Validates<S> = Constructor<{
  validate: [ValidateArgs<S>] extends [never] ? AnyFunction : Validate<ValidateArgs<S>>;
}>;
