import type { Constructor, VerifierOptions } from './ClassMarks';
import { markClass } from './mark';
import { strategyNames } from './strategyNames';
import { publicSingleton } from './publicSingleton';
import { classTarget } from './target';
import type { Verifier } from './Verifier';

const DEFAULT_ORDER = 100;
/**
 * Makes a class a public singleton of tegg and one link of the verify, serialize and deserialize
 * chains. Which of the three it takes part in is what methods it has.
 *
 * @param options see {@link VerifierOptions}
 * @throws WiringError `strategy_name`; at boot `strategy_unknown`, `login_session`, `verifier_empty`
 * @example
 * ```ts
 * @AuthVerifier({ order: 10, strategies: 'github' })
 * export class GithubVerifier {
 *   async verify(ctx: Context, user: { id: string }) {
 *     return { ...user, provider: 'github' };
 *   }
 * }
 * ```
 * @see egg-passport's `app.passport.verify`, `serializeUser` and `deserializeUser`
 */
export function AuthVerifier(options: VerifierOptions = {}): <T extends Constructor<Verifier>>(target: T) => void {
  return target => {
    const clazz = classTarget('AuthVerifier', target);
    const { order = DEFAULT_ORDER, strategies, name = clazz.name } = options;
    markClass(clazz).verifier = {
      name,
      order,
      strategies: strategies === undefined ? undefined : new Set(strategyNames(strategies, 'AuthVerifier', clazz.name)),
    };
    publicSingleton(clazz);
  };
}
