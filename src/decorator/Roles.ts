import type { ClassOrMethodDecorator } from './Authenticated';
import { markClass, markMethod } from './mark';
import { strategyNames } from './strategyNames';
import { classOrMethodTarget } from './target';

/**
 * The user must have one of these roles. Adds to the guard that would hold without it: the
 * `@Authenticated` of the same place, else the one that the class or a parent has, else
 * `@Authenticated()`.
 *
 * A user's roles are what `config.passport.roles` answers, or the user's `roles`.
 *
 * @throws WiringError at boot: `guard_conflict`, `guard_unreachable`
 * @example
 * ```ts
 * @Authenticated('api-key')
 * @HTTPController({ path: '/admin' })
 * export class AdminController {
 *   @Roles('admin', 'editor')
 *   @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/' })
 *   async show() {
 *     return 'for those who have one of these roles and an API key';
 *   }
 * }
 * ```
 */
export function Roles(...roles: [string, ...string[]]): ClassOrMethodDecorator {
  return (target: object, property?: PropertyKey): void => {
    const { clazz, method } = classOrMethodTarget('Roles', target, property);
    const marks = method === undefined ? markClass(clazz) : markMethod(clazz, method);
    marks.roles = strategyNames(roles, 'Roles', clazz.name, method);
  };
}
