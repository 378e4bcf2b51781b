import { PassportError } from '../decorator/PassportError';
import type { AuthFailure } from './AuthOutcome';

/** What an {@link AuthorizationError} may carry. */
export interface AuthorizationErrorOptions {
  /** `forbidden` by default. */
  code?: string;
  /** Why. */
  failures?: readonly AuthFailure[];
  /** What JSON clients are told of the failures: set in `local` and `unittest`. */
  errors?: readonly object[];
  cause?: unknown;
}

/**
 * The user is known and may not do this.
 *
 * @example
 * ```ts
 * throw new AuthorizationError('only the owner may delete this');
 * ```
 * @see RFC 9110, section 15.5.4
 */
export class AuthorizationError extends PassportError {
  /** Why. Not enumerable: it is for code, not for answers. */
  declare readonly failures: readonly AuthFailure[];
  /** egg-onerror sends these to JSON clients. */
  readonly errors?: readonly object[];

  constructor(message = 'Forbidden', options: AuthorizationErrorOptions = {}) {
    const { code = 'forbidden', failures = [], errors, cause } = options;
    super(message, { code, status: 403, cause });
    Object.defineProperty(this, 'failures', { value: failures });
    if (errors) this.errors = errors;
  }
}
