import type { StrategyOptionValues } from '../../metadata/mergeOptions';

/** Which OAuth a passport strategy speaks. */
export type OAuthKind = 'oauth1' | 'oauth2';

// Told by name: every package brings its own copy of the base class.
const BASE_CLASSES: Record<string, OAuthKind> = { OAuth2Strategy: 'oauth2', OAuthStrategy: 'oauth1' };
const CREDENTIALS: Record<OAuthKind, { key: string; secret: string }> = {
  oauth1: { key: 'consumerKey', secret: 'consumerSecret' },
  oauth2: { key: 'clientID', secret: 'clientSecret' },
};

/** The kind of a passport strategy (or of its class's prototype) that is built on passport-oauth2 or passport-oauth1. */
export function oauthKind(strategy: object): OAuthKind | undefined {
  for (let prototype: unknown = strategy; prototype; prototype = Object.getPrototypeOf(prototype)) {
    const name = (prototype as Partial<object>).constructor?.name ?? '';
    if (Object.hasOwn(BASE_CLASSES, name)) return BASE_CLASSES[name];
  }
  return undefined;
}

/** What is not configured, in egg-passport's words. `secret: false` counts as configured. */
export function missingCredential(kind: OAuthKind, options: StrategyOptionValues): 'key' | 'secret' | undefined {
  const { key, secret } = CREDENTIALS[kind];
  if (!options[key]) return 'key';
  return options[secret] || options.secret === false ? undefined : 'secret';
}
