import { PassportError } from '../../decorator/PassportError';
import { AuthenticationError } from '../AuthenticationError';

// The words that a provider may use: RFC 6749, sections 4.1.2.1 and 5.2.
const KNOWN = new Set([
  'invalid_request',
  'unauthorized_client',
  'unsupported_response_type',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
  'invalid_client',
  'invalid_grant',
  'unsupported_grant_type',
]);

/** What the strategies' own error classes carry. */
interface StrategyError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly code?: unknown;
  /** What the package `oauth` said: a status with a body, or an error of the connection. */
  readonly oauthError?: { readonly statusCode?: unknown; readonly code?: unknown };
}

/** This login was not begun here: another browser, another strategy, too late, or for the second time. */
export function stateInvalid(): AuthenticationError {
  return new AuthenticationError('This login was not begun here, or not lately', { code: 'state_invalid' });
}

/** The callback does not say that it comes from the provider at which this login was begun. */
export function issuerInvalid(): AuthenticationError {
  return new AuthenticationError('The login came back from another provider', { code: 'issuer_invalid' });
}

/** What an OpenID provider says of the user is not for this login, or not to be understood. */
export function idTokenInvalid(): AuthenticationError {
  return new AuthenticationError('The login provider says nothing of use about this login', {
    code: 'id_token_invalid',
  });
}

/** The error for what a provider said in the callback's `error`, whose flow is known. */
export function callbackError(error: string): PassportError {
  if (error === 'access_denied') {
    return new AuthenticationError('The login was refused at the provider', { code: 'access_denied' });
  }
  return failed(error, new Error(`The provider sent the browser back with ${known(error) ?? 'an error'}`));
}

/** Nothing but the request could say where the callback is. */
export function baseURLMissing(): PassportError {
  return new PassportError('Logins at a provider need config.passport.baseURL in production', { code: 'base_url' });
}

/** The provider did not answer in time. */
export function providerTimeout(): PassportError {
  return new PassportError('The login provider did not answer in time', { code: 'provider_timeout', status: 504 });
}

/**
 * The error for what a strategy says of its provider. Texts of the provider or of the query are in
 * none of its parts: egg-logger prints the cause too.
 */
export function providerError(err: unknown): PassportError {
  const { code } = (err ?? {}) as StrategyError;
  // The provider does not know the code of this callback: whoever sent it made it up, or sent it twice.
  if (code === 'invalid_grant') {
    return new AuthenticationError(undefined, { code: 'credentials_invalid', cause: causeOf(err) });
  }
  return failed(code, causeOf(err));
}

function failed(code: unknown, cause: Error): PassportError {
  return new PassportError('The login provider could not complete this login', {
    code: 'provider_failed',
    status: code === 'temporarily_unavailable' ? 503 : 502,
    cause,
  });
}

/** What may be logged of an error: its kind, status and place, in words that are ours. */
function causeOf(err: unknown): Error {
  const { name, message, stack, code, oauthError } = (err ?? {}) as StrategyError;
  const { statusCode, code: connection } = oauthError ?? {};
  const said = [
    name,
    known(code),
    typeof statusCode === 'number' ? `status ${statusCode}` : undefined,
    typeof connection === 'string' && /^[A-Z_]{3,40}$/.test(connection) ? connection : undefined,
  ];
  const cause = new Error(said.filter(Boolean).join(', '));
  const frames = typeof stack === 'string' && typeof message === 'string' ? stack.split(message).pop() : undefined;
  cause.stack = `${cause.name}: ${cause.message}${frames?.startsWith('\n    at ') ? frames : ''}`;
  return cause;
}

function known(code: unknown): string | undefined {
  return typeof code === 'string' && KNOWN.has(code) ? code : undefined;
}
