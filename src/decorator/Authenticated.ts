import { markClass, markMethod } from './mark';
import { strategyNames } from './strategyNames';
import { classOrMethodTarget } from './target';

/** A decorator that stands on a class or on a method. */
export type ClassOrMethodDecorator = ClassDecorator & MethodDecorator;

/**
 * The guard: the controller's methods, or this method, run only for a user whom one of the
 * strategies accepts. Without a name that is the session's user. A guard never logs anyone in.
 *
 * Not accepted: a browser goes to `config.passport.loginURL`, with the wanted page remembered, when
 * the guard names the session; everyone else gets 401 with the strategies' challenges in
 * `WWW-Authenticate`.
 *
 * @param strategies strategies to try, the first that accepts wins; `'session'` by default
 * @throws WiringError at boot: `strategy_unknown`, `guard_conflict`, `guard_unreachable`
 * @example
 * ```ts
 * @Authenticated()
 * @HTTPController({ path: '/account' })
 * export class AccountController {
 *   @Authenticated(['session', 'api-key'])
 *   @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/usage' })
 *   async usage() {
 *     return { used: 1 };
 *   }
 * }
 * ```
 */
export function Authenticated(strategies: string | readonly string[] = 'session'): ClassOrMethodDecorator {
  return (target: object, property?: PropertyKey): void => {
    const { clazz, method } = classOrMethodTarget('Authenticated', target, property);
    const marks = method === undefined ? markClass(clazz) : markMethod(clazz, method);
    marks.guard = { strategies: strategyNames(strategies, 'Authenticated', clazz.name, method) };
  };
}
