import type { Context } from 'egg';

/**
 * What a class under `@Strategy` may have. Exactly one of `validate` and `authenticate` must be
 * there: `validate` when the decorator names a passport strategy class, `authenticate` when not.
 *
 * `null`, `undefined` and `false` mean "not this user"; every other value is a user, `0` and `''`
 * among them. A thrown `AuthenticationError` is a refusal with its message, status and challenge;
 * any other error is a server error, never a 401.
 *
 * @example
 * ```ts
 * @Strategy('api-key')
 * export class ApiKeyLogin implements StrategyHandler {
 *   async authenticate(ctx: Context) {
 *     return ctx.get('x-api-key') === 'the key' ? { name: 'machine' } : null;
 *   }
 * }
 * ```
 */
export interface StrategyHandler {
  /** Receives the passport strategy's own verify arguments without `req` and `done`. */
  // A method, so that implementations may name their own parameters.
  validate?(...args: never[]): unknown;
  /** Looks at the request by itself. */
  authenticate?(ctx: Context): unknown;
  /** The last word on the strategy's options; may be async and use injected objects. */
  options?(): object | Promise<object>;
}
