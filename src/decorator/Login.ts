import type { LoginOptions } from './AuthenticateOptions';
import { markMethod } from './mark';
import { standsTwice } from './standsTwice';
import { strategyNames } from './strategyNames';
import { methodTarget } from './target';

/**
 * Makes a controller method a login endpoint: the strategy runs, the user is logged in, then the
 * method. With `successRedirect` or `successReturnToOrRedirect` it redirects instead. The endpoint
 * is open by itself, in a guarded class too, and a session that is already there does not satisfy
 * it.
 *
 * @param strategy the strategy, or several to try in order
 * @param options passport's options of `authenticate`
 * @throws WiringError at boot: `strategy_unknown`, `login_session`, `mark_without_effect`
 * @example
 * ```ts
 * @HTTPController({ path: '/account' })
 * export class AccountController {
 *   @Login('local', { failureRedirect: '/login?failed' })
 *   @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/login' })
 *   async login(@CurrentUser() user: { id: string }) {
 *     return { id: user.id };
 *   }
 * }
 * ```
 * @see passport's `authenticate`
 */
export function Login(strategy: string | readonly string[], options: LoginOptions = {}): MethodDecorator {
  return (target, property) => {
    const { clazz, method } = methodTarget('Login', target, property);
    const marks = markMethod(clazz, method);
    if (marks.login) throw standsTwice('Login', { clazz, method });
    marks.login = {
      strategies: strategyNames(strategy, 'Login', clazz.name, method),
      options: { ...options },
    };
  };
}
