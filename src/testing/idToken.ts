import type { Grant } from './Grants';

interface Profile {
  readonly id?: unknown;
  readonly username?: unknown;
  readonly displayName?: unknown;
  readonly emails?: readonly { readonly value?: unknown }[];
  readonly _json?: object;
}

const LIFETIME = 600;

/** What a provider of OpenID Connect adds to a token: nothing, for a strategy that knows no issuer. Not signed. */
export function idToken(
  iss: unknown,
  aud: string,
  { id, username, displayName, emails, _json }: Profile,
  { bound: { nonce } }: Grant,
): { readonly id_token?: string } {
  if (typeof iss !== 'string') return {};
  const iat = Math.floor(Date.now() / 1000);
  const email = emails?.[0]?.value;
  const person = { name: displayName, preferred_username: username, email, ..._json, sub: id };
  const claims = { ...person, iss, aud, iat, exp: iat + LIFETIME, auth_time: iat, nonce };
  return { id_token: [{ alg: 'none' }, claims].map(encoded).join('.') + '.' };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
