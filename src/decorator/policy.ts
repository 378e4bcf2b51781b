/** A policy as a guard names it: its name, or its name with arguments. */
export type PolicyUse = string | { readonly name: string; readonly args: readonly unknown[] };

/**
 * Names a policy with arguments, which its `can` receives after the resource.
 *
 * @example
 * ```ts
 * @HTTPController({ path: '/reports' })
 * export class ReportController {
 *   @Authenticated({ policy: ['verified', policy('plan', 'pro')] })
 *   @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/' })
 *   async list() {
 *     return [];
 *   }
 * }
 * ```
 */
export function policy(name: string, ...args: unknown[]): PolicyUse {
  return { name, args };
}
