import { WiringError } from '../decorator/WiringError';
import { configKey } from '../metadata/configKey';
import { oauthKind } from '../passport/oauth/oauthKind';
import { wrongSetting } from '../passport/oauth/ProviderSettings';
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
}
