import { WiringError } from '../decorator/WiringError';
import { configKey } from '../metadata/configKey';
import { oauthKind } from '../passport/oauth/oauthKind';
import { wrongSetting } from '../passport/oauth/ProviderSettings';
import type { PassportStrategy } from '../passport/attempt';
import type { Passport } from '../passport/Passport';

const FIX = {
  pkce: "Give 'S256', 'plain', or false for a provider that cannot",
  timeout: 'Give milliseconds',
};

/** What is configured for OAuth providers must be something, of strategies that nobody decorated too. */
export function checkProviders(passport: Passport): void {
  for (const name of passport.strategyNames()) {
    const wrong = oauthKind(passport.strategy(name)) && wrongSetting(passport.providers.configOf(name));
    if (!wrong) continue;
    throw new WiringError(`\`${wrong}\` of \`config.${configKey(name)}\` makes no sense`, {
      code: 'strategy_options',
      fix: FIX[wrong],
    });
  }
  for (const { strategy, options } of passport.logins()) checkPlace(passport, strategy, options);
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
