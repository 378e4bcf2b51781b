import {
  CONTROLLER_METHOD_PARAM_NAME_MAP,
  CONTROLLER_METHOD_PARAM_TYPE_MAP,
  HTTPQuery,
  MetadataUtil,
} from '@eggjs/tegg';
import type { User } from './User';
import { markMethod } from './mark';
import { methodTarget } from './target';

/** Under this name the guard leaves the user among the parameters of the route. */
export const CURRENT_USER: unique symbol = Symbol('tegg-passport#currentUser');

// The method's parameter must have a type that the user fits; the brackets keep unions whole.
type Accepts<U> = <T extends object, K extends keyof T & string, I extends number>(
  target: T,
  property: K,
  index: T[K] extends (...args: infer P) => unknown ? ([U] extends [P[I]] ? I : never) : never,
) => void;

type ParamMaps = Map<string, Map<number, unknown>>;

/**
 * The user of this request, as a parameter of a guarded controller method or of a login endpoint.
 * Where there may be none, under an optional guard or on an open method, it must say `optional`.
 *
 * @throws WiringError at boot: `current_user_unguarded`, `mark_without_effect`
 * @example
 * ```ts
 * @Authenticated()
 * @HTTPController({ path: '/me' })
 * export class MeController {
 *   @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/' })
 *   async show(@CurrentUser() user: { name: string }) {
 *     return { name: user.name };
 *   }
 * }
 * ```
 */
export function CurrentUser(options?: { optional?: false }): Accepts<User>;
export function CurrentUser(options: { optional: true }): Accepts<User | undefined>;
export function CurrentUser({ optional = false }: { optional?: boolean } = {}) {
  return (target: object, property: string, index: number): void => {
    const { clazz, method } = methodTarget('CurrentUser', target, property);
    const marks = markMethod(clazz, method);
    marks.currentUser = [...(marks.currentUser ?? []), { index, optional }];
    // tegg demands a kind for every parameter and has a closed list of them: this one is registered
    // as a query parameter under a symbol, which no request can send, and replaced at boot.
    for (const key of [CONTROLLER_METHOD_PARAM_TYPE_MAP, CONTROLLER_METHOD_PARAM_NAME_MAP]) {
      // The inner map is shared with the parent class: ours must be a copy.
      const maps: ParamMaps = MetadataUtil.initOwnMapMetaData(key, clazz, new Map());
      maps.set(method, new Map(maps.get(method)));
    }
    HTTPQuery({ name: CURRENT_USER as unknown as string })(target, method, index);
  };
}
