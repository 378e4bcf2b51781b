import type { Constructor, VerifierOptions } from './ClassMarks';
import { markClass } from './mark';
import { onlyOptions } from './onlyOptions';
import { strategyNames } from './strategyNames';
import { publicSingleton } from './publicSingleton';
import { classTarget } from './target';
import type { Verifier } from './Verifier';
import { WiringError } from './WiringError';

const DEFAULT_ORDER = 100;
const OPTIONS: readonly string[] = ['order', 'strategies', 'name'] satisfies (keyof VerifierOptions)[];

/**
 * Makes a class a public singleton of tegg and one link of the verify, serialize and deserialize
 * chains. Which of the three it takes part in is what methods it has.
 *
 * @param options see {@link VerifierOptions}
 * @throws WiringError `strategy_name`, `verifier_options`; at boot `strategy_unknown`, `login_session`, `verifier_empty`
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
    onlyOptions('AuthVerifier', options, OPTIONS, 'verifier_options', { clazz });
    const { order = DEFAULT_ORDER, strategies, name = clazz.name } = options;
    // Links would be in no order at all.
    if (!Number.isFinite(order)) throw noOrder(order, clazz.name);
    markClass(clazz).verifier = {
      name,
      order,
      strategies: strategies === undefined ? undefined : new Set(strategyNames(strategies, 'AuthVerifier', clazz.name)),
    };
    publicSingleton(clazz);
  };
}

function noOrder(order: unknown, className: string): WiringError {
  return new WiringError(`its \`order\` is ${JSON.stringify(order)}`, {
    code: 'verifier_options',
    className,
    fix: 'Give a number: links run by it, low first',
  });
}
