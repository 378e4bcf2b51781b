import { STATUS_CODES } from 'node:http';
import { PassportError } from '../decorator/PassportError';
import type { AuthFailure } from './AuthOutcome';
import { isHeaderValue } from './challenge';

/** What an {@link AuthenticationError} may carry. */
export interface AuthenticationErrorOptions {
  /** `unauthenticated` by default. */
  code?: string;
  /** 401 by default; strategies also refuse with 400 and 403. */
  status?: number;
  /** What goes into `WWW-Authenticate`, where the status is 401. */
  challenge?: string | readonly string[];
  /** Why each strategy refused. */
  failures?: readonly AuthFailure[];
  /** What JSON clients are told of the failures: set in `local` and `unittest`. */
  errors?: readonly object[];
  cause?: unknown;
}

/**
 * Nobody was authenticated. Thrown by guards, login endpoints and mounted strategies; thrown by a
 * `validate`, `authenticate` or verifier it is a refusal with its message, status and challenge.
 *
 * @example
 * ```ts
 * throw new AuthenticationError('no api key', { challenge: 'ApiKey' });
 * ```
 * @see RFC 9110, sections 11.6.1 and 15.5.2
 */
export class AuthenticationError extends PassportError {
  /** Why each strategy refused. Not enumerable: it is for code, not for answers. */
  declare readonly failures: readonly AuthFailure[];
  /** Every challenge of the strategies tried. */
  declare readonly challenge: readonly string[];
  /** egg-onerror sends these. */
  readonly headers?: Readonly<Record<string, string[]>>;
  /** egg-onerror sends these to JSON clients. */
  readonly errors?: readonly object[];

  constructor(message?: string, options: AuthenticationErrorOptions = {}) {
    const { code = 'unauthenticated', status = 401, challenge = [], failures = [], errors, cause } = options;
    super(message ?? STATUS_CODES[status] ?? 'Unauthorized', { code, status, cause });
    // Node.js would throw at a value that is none for a header.
    const challenges = (typeof challenge === 'string' ? [challenge] : [...challenge]).filter(isHeaderValue);
    Object.defineProperties(this, { failures: { value: failures }, challenge: { value: challenges } });
    if (errors) this.errors = errors;
    if (status === 401 && challenges.length) this.headers = { 'WWW-Authenticate': challenges };
  }
}
