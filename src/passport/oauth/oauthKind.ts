import type { StrategyOptionValues } from '../../metadata/mergeOptions';

/** Which OAuth a passport strategy speaks: `oidc` is OpenID Connect, which is OAuth 2 and an ID token. */
export type OAuthKind = 'oauth1' | 'oauth2' | 'oidc';

// Told by name: every package brings its own copy of the base class.
const BASE_CLASSES: Record<string, OAuthKind> = { OAuth2Strategy: 'oauth2', OAuthStrategy: 'oauth1' };
const OPENID_METHODS = ['_shouldLoadUserProfile', 'authorizationParams', 'authenticate'];
const CREDENTIALS: Record<OAuthKind, { key: string; secret: string }> = {
  oauth1: { key: 'consumerKey', secret: 'consumerSecret' },
  oauth2: { key: 'clientID', secret: 'clientSecret' },
  oidc: { key: 'clientID', secret: 'clientSecret' },
};

/** The kind of a passport strategy (or of its class's prototype) that is built on passport-oauth2, passport-oauth1 or passport-openidconnect. */
export function oauthKind(strategy: object): OAuthKind | undefined {
  let isOpenID = false;
  for (let prototype: unknown = strategy; prototype; prototype = Object.getPrototypeOf(prototype)) {
    const name = (prototype as Partial<object>).constructor?.name ?? '';
    if (Object.hasOwn(BASE_CLASSES, name)) return BASE_CLASSES[name];
    // The class of passport-openidconnect is called `Strategy`, as very many are.
    isOpenID ||= OPENID_METHODS.every(method => Object.hasOwn(prototype as object, method));
  }
  return isOpenID ? 'oidc' : undefined;
}

/** What is not configured, in egg-passport's words. `secret: false` counts as configured. */
export function missingCredential(kind: OAuthKind, options: StrategyOptionValues): 'key' | 'secret' | undefined {
  const { key, secret } = CREDENTIALS[kind];
  if (!options[key]) return 'key';
  return options[secret] || options.secret === false ? undefined : 'secret';
}
