import type { Context } from 'egg';

/** An option that marks the route of a callback; strategies do not see it. */
export const CALLBACK_ROUTE = Symbol('tegg-passport#callbackRoute');

/** What a provider sent along with the browser, each once and as text, or not at all. */
export interface Callback {
  readonly code?: string;
  readonly state?: string;
  readonly error?: string;
}

/**
 * The callback that a request is; nothing, when it starts a login.
 *
 * @see RFC 6749, section 4.1.2; parameters that come twice count as none (section 3.1)
 */
export function callbackOf(ctx: Context, options: { [CALLBACK_ROUTE]?: boolean }): Callback | undefined {
  const query = new URLSearchParams(ctx.querystring);
  // With `response_mode=form_post` a provider posts.
  const body = ctx.method === 'POST' ? ((ctx.request as { body?: unknown }).body ?? {}) : {};
  const has = (name: string): boolean => query.has(name) || Object.hasOwn(body, name);
  if (!options[CALLBACK_ROUTE] && !has('code') && !has('error')) return undefined;
  const once = (name: string): string | undefined => {
    const values = query.has(name) ? query.getAll(name) : [(body as Record<string, unknown>)[name]].flat();
    return values.length === 1 && typeof values[0] === 'string' && values[0] ? values[0] : undefined;
  };
  return { code: once('code'), state: once('state'), error: once('error') };
}
