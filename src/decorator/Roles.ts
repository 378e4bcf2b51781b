import type { ClassOrMethodDecorator } from './Authenticated';
import { markClass, markMethod } from './mark';
import { standsTwice } from './standsTwice';
import { classOrMethodTarget, type Target } from './target';
import { WiringError } from './WiringError';

/**
 * The user must have one of these roles. Adds to the guard that would hold without it: the
 * `@Authenticated` of the same place, else the one that the class or a parent has, else
 * `@Authenticated()`.
 *
 * A user's roles are what `config.passport.roles` answers, or the user's `roles`.
 *
 * @throws WiringError `guard_options`, `guard_conflict`; at boot `guard_unreachable`
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
    const at = classOrMethodTarget('Roles', target, property);
    const { clazz, method } = at;
    if (!roles.length || !roles.every(role => typeof role === 'string' && role)) throw noRole(at);
    const marks = method === undefined ? markClass(clazz) : markMethod(clazz, method);
    if (marks.roles) throw standsTwice('Roles', at);
    marks.roles = [...roles];
  };
}

function noRole({ clazz, method }: Target): WiringError {
  return new WiringError('@Roles names no role', {
    code: 'guard_options',
    className: clazz.name,
    method,
    fix: 'Name at least one role in @Roles',
  });
}
