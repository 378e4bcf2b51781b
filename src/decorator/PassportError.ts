/** What a {@link PassportError} may carry beside its message. */
export interface PassportErrorOptions {
  /** A stable word that programs can compare, see `docs/errors.md`. */
  code: string;
  /** The HTTP status that answers this error, 500 by default. */
  status?: number;
  /** What caused it. Logged, never sent to a client. */
  cause?: unknown;
}

/**
 * The base of every error that tegg-passport throws by itself.
 *
 * @example
 * ```ts
 * authService.login(account).catch((err: unknown) => {
 *   if (err instanceof PassportError && err.code === 'session_unavailable') console.log('no sessions here');
 * });
 * ```
 */
export class PassportError extends Error {
  /** A stable word that programs can compare, see `docs/errors.md`. */
  readonly code: string;
  /** The HTTP status that answers this error. egg-onerror reads it. */
  readonly status: number;

  constructor(message: string, { code, status = 500, cause }: PassportErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.status = status;
  }
}
