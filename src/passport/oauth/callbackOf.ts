import type { Context } from 'egg';

/** An option that marks the route of a callback; strategies do not see it. */
export const CALLBACK_ROUTE = Symbol('tegg-passport#callbackRoute');

/** What a provider sent along with the browser. */
export interface Callback {
  /** Nothing when it came twice, or is no text. */
  readonly state?: string;
  /** What went wrong there. */
  readonly error?: string;
  readonly codes: 'none' | 'one' | 'unclear';
  /** Who it says it comes from (RFC 9207), as often as it says so. */
  readonly issuers: readonly unknown[];
}

/**
 * The callback that a request is; nothing, when it starts a login.
 *
 * @see RFC 6749, section 4.1.2, and section 3.1 for parameters that come twice
 */
export function callbackOf(ctx: Context, options: { [CALLBACK_ROUTE]?: boolean }): Callback | undefined {
  const query = new URLSearchParams(ctx.querystring);
  // With `response_mode=form_post` a provider posts.
  const body = ((ctx.request as { body?: unknown }).body ?? {}) as Record<string, unknown>;
  const valuesOf = (name: string): unknown[] => {
    if (query.has(name)) return query.getAll(name);
    return Object.hasOwn(body, name) ? [body[name]] : [];
  };
  const [codes, states, errors] = [valuesOf('code'), valuesOf('state'), valuesOf('error')];
  if (!options[CALLBACK_ROUTE] && !codes.length && !errors.length) return undefined;
  return {
    state: isOneText(states) ? states[0] : undefined,
    // In a body an error may be anything; what is no text is no error that anybody knows.
    error: errors.map(error => (typeof error === 'string' ? error : 'unclear')).find(error => error !== ''),
    codes: !codes.length ? 'none' : isOneText(codes) ? 'one' : 'unclear',
    issuers: valuesOf('iss'),
  };
}

function isOneText(values: readonly unknown[]): values is readonly [string] {
  return values.length === 1 && typeof values[0] === 'string' && values[0] !== '';
}
