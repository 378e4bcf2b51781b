/** What a test gives of a profile: passport's words. */
interface Profile {
  readonly id?: unknown;
  readonly username?: unknown;
  readonly displayName?: unknown;
  readonly emails?: readonly { readonly value?: unknown }[];
  readonly _json?: object;
}

/** What a provider of OpenID Connect says of somebody with this profile. */
export function openIDClaims({ id, username, displayName, emails, _json }: Profile): object {
  const email = emails?.[0]?.value;
  return { name: displayName, preferred_username: username, email, ..._json, sub: String(id) };
}
