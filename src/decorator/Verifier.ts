import type { Context } from 'egg';

/**
 * What a class under `@AuthVerifier` may have. All are optional, at least one must be there.
 * Each receives what the link before it answered; "not this user" (`null`, `undefined`, `false`)
 * ends the chain.
 *
 * @example
 * ```ts
 * @AuthVerifier()
 * export class AccountVerifier implements Verifier {
 *   async serializeUser(ctx: Context, account: { id: string }) {
 *     return account.id;
 *   }
 *   async deserializeUser(ctx: Context, id: string) {
 *     return { id };
 *   }
 * }
 * ```
 */
export interface Verifier {
  /** Runs after a strategy accepted and before the login: find or register the user. */
  verify?(ctx: Context, user: never): unknown;
  /** What goes into the session for this user. Must survive JSON. */
  serializeUser?(ctx: Context, user: never): unknown;
  /** The user back from what went into the session. */
  deserializeUser?(ctx: Context, value: never): unknown;
  /**
   * A value that changes when all sessions of this user must end: a number that counts up with each
   * change of the password, the state of the account. Must survive JSON; only a hash of it goes into
   * the session. Asked at the login and, with the user that the chain has given back, at each request.
   */
  stamp?(user: never): unknown;
}
