import { PassportError } from '../decorator/PassportError';
import { AuthenticationError } from './AuthenticationError';

/** passport-oauth2's and passport-oauth1's error classes, told by name: the packages bring their own copies. */
const OAUTH_ERRORS = new Set(['InternalOAuthError', 'TokenError', 'AuthorizationError']);

/**
 * What an error of a strategy comes to. Errors of OAuth providers carry what the query or the
 * provider said in their code and message, which egg-onerror would print: they become errors of
 * ours with fixed texts, and stay readable in `cause`. Everything else stays as it is.
 */
export function translateError(err: unknown): unknown {
  if (!(err instanceof Error) || err instanceof PassportError || !OAUTH_ERRORS.has(err.name)) return err;
  const { code } = err as { code?: unknown };
  // The provider does not know the code of this callback: whoever sent it made it up, or sent it twice.
  if (code === 'invalid_grant') {
    return new AuthenticationError(undefined, { code: 'credentials_invalid', cause: err });
  }
  return new PassportError('The login provider could not complete this login', {
    code: 'provider_failed',
    status: code === 'temporarily_unavailable' ? 503 : 502,
    cause: err,
  });
}
