import type { Context } from 'egg';
import type { Duration } from './duration';

/** What attempts to log in are counted by. */
export type ThrottleKey = 'account' | 'ip';

/**
 * How many attempts to log in there may be. What a login does not say itself, `config.passport.throttle`
 * says.
 *
 * @example
 * ```ts
 * @HTTPController({ path: '/account' })
 * export class AccountController {
 *   @Login('local', { throttle: { points: { account: 5, ip: 50 }, duration: '15m' } })
 *   @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/login' })
 *   async login(@CurrentUser() user: { id: string }) {
 *     return { id: user.id };
 *   }
 * }
 * ```
 */
export interface ThrottleOptions {
  /** So many attempts may fail; one number for both counts, or one for each. A whole number above 0. */
  points?: number | Partial<Record<ThrottleKey, number>>;
  /** From the first attempt on, how long they count: `'15m'`, or milliseconds. A second at least, 24 days at most. */
  duration?: Duration;
  /**
   * What is counted, each by itself. By default both, and the address alone where nothing says which
   * account is meant.
   */
  by?: ThrottleKey | readonly ThrottleKey[];
  /**
   * Says which account a request means. By default the strategy's field for the name, in the body.
   * Needed for `by: 'account'` where a strategy has no such field. Requests for which it says nothing
   * share one count. May take as long as a strategy: `config.passport.timeout`.
   */
  account?(ctx: Context): MeantAccount | Promise<MeantAccount>;
}

type MeantAccount = string | number | bigint | null | undefined;
