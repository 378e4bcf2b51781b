import { PassportError } from '../../decorator/PassportError';

/**
 * There were too many attempts to log in: 429, with when the next may be made in `Retry-After`. It says
 * the same whether there is such an account or not.
 *
 * @example
 * ```ts
 * authService.authenticate('local').catch((err: unknown) => {
 *   if (err instanceof ThrottledError) console.log(`again in ${err.headers['Retry-After']} seconds`);
 * });
 * ```
 * @see RFC 6585, section 4
 */
export class ThrottledError extends PassportError {
  /** egg-onerror sends these. */
  readonly headers: { readonly 'Retry-After': string };

  /** @param wait milliseconds until the next attempt */
  constructor(wait: number) {
    super('Too many attempts to log in', { code: 'throttled', status: 429 });
    this.headers = { 'Retry-After': String(Math.max(1, Math.ceil(wait / 1000))) };
  }
}
