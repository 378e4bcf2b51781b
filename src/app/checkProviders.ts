import { WiringError } from '../decorator/WiringError';
import { configKey } from '../metadata/configKey';
import type { OAuthClient } from '../passport/oauth/OAuthClient';
import { oauthKind } from '../passport/oauth/oauthKind';
import { wrongSetting } from '../passport/oauth/ProviderSettings';
import type { PassportStrategy } from '../passport/attempt';
import type { Passport } from '../passport/Passport';

const FIX = {
  pkce: "Give 'S256', 'plain', or false for a provider that cannot",
  timeout: 'Give milliseconds',
  issuer: 'Give what the provider sends as `iss`, a text',
};

/** What is configured for OAuth providers must be something, of strategies that nobody decorated too. */
export function checkProviders(passport: Passport): void {
  for (const name of passport.strategyNames()) {
    const strategy = passport.strategy(name);
    const kind = oauthKind(strategy);
    const wrong = kind && wrongSetting(passport.providers.configOf(name));
    if (wrong) {
      throw new WiringError(`\`${wrong}\` of \`config.${configKey(name)}\` makes no sense`, {
        code: 'strategy_options',
        fix: FIX[wrong],
      });
    }
    if (kind === 'oidc' && !passport.site.isDevelopment) checkTransport(name, strategy);
  }
  for (const { strategy, options } of passport.logins()) checkPlace(passport, strategy, options);
}

// Nobody looks at the signature of an ID token: that it comes over TLS stands for it.
function checkTransport(
  name: string,
  { _oauth2: client }: PassportStrategy & { readonly _oauth2?: OAuthClient },
): void {
  const url = client?._accessTokenUrl;
  if (url === undefined || !URL.canParse(url)) return;
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return;
  throw new WiringError(`the ID tokens of '${name}' come without TLS, and anybody on the way could write them`, {
    code: 'strategy_options',
    fix: `Set \`config.${configKey(name)}.tokenURL\` to an https URL`,
  });
}

// A provider must know where to send browsers back, and a Host header is anybody's.
function checkPlace(passport: Passport, strategy: string | PassportStrategy, options: object): void {
  const known = typeof strategy !== 'string' || passport.strategyNames().includes(strategy);
  const registered = known && (typeof strategy === 'string' ? passport.strategy(strategy) : strategy);
  if (!registered || !oauthKind(registered) || passport.providers.canPlace(registered, options)) return;
  const name = typeof strategy === 'string' ? strategy : strategy.name;
  throw new WiringError(
    `logins with '${name}' come back to a path, and config.passport.baseURL does not say of which site`,
    {
      code: 'base_url',
      fix: `Set \`config.passport.baseURL\` to the address at which browsers find this application, or \`callbackURL\` to a full URL`,
    },
  );
}
