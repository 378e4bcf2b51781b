import type { MountOptions } from './AuthenticateOptions';
import { checkedScheme } from './checkedScheme';
import type { Constructor } from './ClassMarks';
import { markClass } from './mark';
import { onlyOptions } from './onlyOptions';
import type { SecurityScheme } from './SecurityScheme';
import type { StrategyHandler } from './StrategyHandler';
import { strategyName } from './strategyNames';
import { standsTwice } from './standsTwice';
import { publicSingleton } from './publicSingleton';
import { classTarget } from './target';
import type { Validates } from './ValidateArgs';

/** Options of `@Strategy`. */
export interface StrategyOptions {
  /** Options of the passport strategy; those of the module, of the application and of the class's `options()` win over them. */
  options?: object;
  /** Register `GET /passport/<name>` and `GET /passport/<name>/callback`, or where the options say. */
  mount?: boolean | MountOptions;
  /** What stands in `WWW-Authenticate` when the strategy gives no challenge of its own, like `Bearer`. */
  challenge?: string;
  /**
   * What `app.passport.openapiSecurity()` says of this login method, where that cannot be seen: a
   * Security Scheme Object, like `{ type: 'apiKey', in: 'header', name: 'X-API-Key' }`.
   */
  openapi?: SecurityScheme;
}

const OPTIONS: readonly string[] = ['options', 'mount', 'challenge', 'openapi'] satisfies (keyof StrategyOptions)[];

/**
 * Makes a class a login method: a public singleton of tegg that injects and can be injected, and a
 * passport strategy of this name.
 *
 * With a passport strategy class, `validate` receives that strategy's verify arguments without
 * `req` and `done`. Without one, `authenticate(ctx)` looks at the request by itself.
 *
 * @param name the name that guards and logins use
 * @param passportStrategy the passport strategy class, of any `passport-*` package
 * @param options see {@link StrategyOptions}
 * @throws WiringError `strategy_name` for a name that cannot be one, `strategy_options` for options that there are not, or an `openapi` that is none
 * @example
 * ```ts
 * import { Strategy as LocalStrategy } from 'passport-local';
 *
 * @Strategy('local', LocalStrategy, { options: { usernameField: 'email' } })
 * export class PasswordLogin {
 *   async validate(email: string, password: string) {
 *     return email === 'ada@example.com' && password === 'secret' ? { id: '1' } : null;
 *   }
 * }
 * ```
 * @see passport's `use` and egg-passport's `app.passport.use`
 */
export function Strategy<S extends Constructor>(
  name: string,
  passportStrategy: S,
  options?: StrategyOptions,
): <T extends Validates<S>>(target: T) => void;
export function Strategy(
  name: string,
  options?: StrategyOptions,
): <T extends Constructor<Required<Pick<StrategyHandler, 'authenticate'>>>>(target: T) => void;
export function Strategy(name: string, second?: Constructor | StrategyOptions, third?: StrategyOptions) {
  const passportStrategy = typeof second === 'function' ? second : undefined;
  const all = (typeof second === 'function' ? third : second) ?? {};
  const { options = {}, mount, challenge, openapi } = all;
  return (target: Constructor): void => {
    const clazz = classTarget('Strategy', target);
    // Those of the passport strategy stand in `options`, and are easily written beside it.
    onlyOptions('Strategy', all, OPTIONS, 'strategy_options', { clazz });
    const marks = markClass(clazz);
    if (marks.strategy) throw standsTwice('Strategy', { clazz });
    marks.strategy = {
      name: strategyName(name, clazz.name),
      passportStrategy,
      options: { ...options },
      mount,
      challenge,
      openapi: checkedScheme(clazz, openapi),
    };
    publicSingleton(clazz);
  };
}
