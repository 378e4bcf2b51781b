import type { ClassOrMethodDecorator } from './Authenticated';
import { markClass, markMethod } from './mark';
import { classOrMethodTarget } from './target';

/**
 * Takes a method out of the guard of its class, or the methods that a class inherits out of the
 * guards of its parents.
 *
 * @throws WiringError at boot: `guard_conflict`, `mark_without_effect`
 * @example
 * ```ts
 * @Authenticated()
 * @HTTPController({ path: '/account' })
 * export class AccountController {
 *   @Public()
 *   @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/help' })
 *   async help() {
 *     return 'everyone may read this';
 *   }
 * }
 * ```
 */
export function Public(): ClassOrMethodDecorator {
  return (target: object, property?: PropertyKey): void => {
    const { clazz, method } = classOrMethodTarget('Public', target, property);
    const marks = method === undefined ? markClass(clazz) : markMethod(clazz, method);
    marks.public = true;
  };
}
