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
}

/** What a session holds, if it is a flow. Sessions hold anything. */
export function isFlow(value: unknown): value is Flow {
  if (typeof value !== 'object' || value === null) return false;
  const { handle, strategy, at, verifier, returnTo } = value as Record<string, unknown>;
  return (
    typeof handle === 'string' &&
    typeof strategy === 'string' &&
    typeof at === 'number' &&
    isTextOrNothing(verifier) &&
    isTextOrNothing(returnTo)
  );
}

function isTextOrNothing(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
