import type { OpenIDRequest } from './Flow';

/** What passport-openidconnect keeps of a start until its callback. */
interface Kept {
  readonly nonce?: string;
  readonly maxAge?: number | string;
  /** It asks a `Date` for its number, and a number has one too. */
  readonly issued?: number;
}

/** A state store of passport-openidconnect. */
export interface OpenIDStore {
  store(req: unknown, kept: Kept, state: unknown, meta: unknown, done: (err: unknown, handle: string) => void): void;
  verify(req: unknown, handle: unknown, done: (err: unknown, kept: Kept) => void): void;
}

/**
 * The store of one attempt, which gives way to the login that surrounds it: it says what was asked
 * for, and knows what a login that has come back had asked for.
 */
export function openIDStore(
  asked: (request: OpenIDRequest) => void,
  back: () => (OpenIDRequest & { readonly at: number }) | undefined,
): OpenIDStore {
  return {
    store(_req, { nonce = '', maxAge }, _state, _meta, done) {
      asked({ nonce, ...(maxAge !== undefined && { maxAge: Number(maxAge) }) });
      // The login puts its own in the place of this one.
      done(null, 'handle');
    },
    verify(_req, _handle, done) {
      const { at, ...request } = back() ?? { at: 0 };
      done(null, { ...request, issued: at });
    },
  };
}
