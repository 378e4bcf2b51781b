import type { Context } from 'egg';

/**
 * What a class under `@AuthPolicy` has. Only `true` is a yes. A policy is never asked about nobody;
 * what it throws is a server error, and never a yes.
 *
 * @example
 * ```ts
 * @AuthPolicy('verified')
 * export class VerifiedPolicy implements PolicyHandler {
 *   async can(user: { verified: boolean }) {
 *     return user.verified;
 *   }
 * }
 * ```
 */
export interface PolicyHandler {
  /**
   * May this user do this?
   *
   * @param user the user whom a guard accepted
   * @param ctx the request
   * @param resource the thing in question, where the caller has one; guards have none
   * @param args what `policy(name, ...args)` names
   */
  can(user: never, ctx: Context, resource?: never, ...args: never[]): boolean | Promise<boolean>;
}
