import type { PassportStrategy } from '../attempt';

/** A strategy on passport-oauth2 1.x, with the store that it was given or made. */
interface StoringStrategy extends PassportStrategy {
  readonly _key?: unknown;
  readonly _stateStore?: { readonly _key?: unknown };
}

/**
 * Whether a strategy was given a state store of the application's (`store: {…}`). passport-oauth2's own
 * stores are none: that for no state, and those in which a browser's second login undoes the first.
 */
export function keepsOwnState({ _stateStore: store, _key }: StoringStrategy): boolean {
  // Told by name: every package brings its own copy of the classes.
  const name = store?.constructor.name ?? '';
  return store !== undefined && name !== 'NullStore' && !(name.endsWith('SessionStore') && store._key === _key);
}
