/** A login at a provider that has begun and has not come back yet. It lives in the session of its browser. */
export interface Flow {
  /** What the provider sees as `state`. */
  readonly handle: string;
  /** The strategy that began it. */
  readonly strategy: string;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  /** The PKCE code verifier (RFC 7636), where PKCE is on. */
  readonly verifier?: string;
  /** The page that the browser wanted. */
  readonly returnTo?: string;
  /** The application's own `state`, handed back as `authInfo.state`. */
  readonly state?: unknown;
  /** What the ID token must say, of a login with OpenID Connect. */
  readonly openID?: OpenIDRequest;
}

/** What a login with OpenID Connect asked its provider for. */
export interface OpenIDRequest {
  readonly nonce: string;
  /** How long ago the user may have logged in at the provider, in seconds. */
  readonly maxAge?: number;
}

/** What a session holds, if it is a flow. Sessions hold anything. */
export function isFlow(value: unknown): value is Flow {
  if (typeof value !== 'object' || value === null) return false;
  const { handle, strategy, at, verifier, returnTo, openID } = value as Record<string, unknown>;
  return (
    typeof handle === 'string' &&
    typeof strategy === 'string' &&
    typeof at === 'number' &&
    isTextOrNothing(verifier) &&
    isTextOrNothing(returnTo) &&
    (openID === undefined || isOpenIDRequest(openID))
  );
}

function isOpenIDRequest(value: unknown): value is OpenIDRequest {
  const { nonce, maxAge } = (value ?? {}) as Record<string, unknown>;
  return typeof nonce === 'string' && nonce !== '' && (maxAge === undefined || typeof maxAge === 'number');
}

function isTextOrNothing(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
