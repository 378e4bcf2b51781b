import { PassportError } from '../../decorator/PassportError';

/** Who somebody is cannot be found out, or written down, for now: try again. */
export class UnavailableError extends PassportError {
  /** egg-onerror sends these. */
  readonly headers = { 'Retry-After': '5' };

  constructor(message: string, cause?: unknown) {
    super(message, { code: 'login_unavailable', status: 503, cause });
  }
}

/** What failed, seen as that. */
export function unavailable(err: unknown): UnavailableError {
  return err instanceof UnavailableError ? err : new UnavailableError("The session's user cannot be found out", err);
}

/** What fails here is unavailable, but for what says of itself what it is. */
export async function orUnavailable<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (err) {
    throw err instanceof PassportError ? err : unavailable(err);
  }
}
