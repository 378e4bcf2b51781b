import type { PassportStrategy } from '../attempt';
import type { OAuthKind } from './oauthKind';

/** A strategy on passport-oauth2 1.x or passport-openidconnect, with the store that it was given or made. */
interface StoringStrategy extends PassportStrategy {
  readonly _key?: unknown;
  readonly _stateStore?: { readonly _key?: unknown };
}

/**
 * Whether a strategy was given a state store of the application's (`store: {…}`). The packages' own
 * stores are none: that for no state, and those in which a browser's second login undoes the first.
 */
export function keepsOwnState({ _stateStore: store, _key }: StoringStrategy, kind: OAuthKind): boolean {
  // Told by name: every package brings its own copy of the classes.
  const name = store?.constructor.name ?? '';
  // passport-openidconnect does not keep the key that it made for its store.
  if (kind === 'oidc') return !(name === 'SessionStore' && typeof store?._key === 'string');
  return store !== undefined && name !== 'NullStore' && !(name.endsWith('SessionStore') && store._key === _key);
}
