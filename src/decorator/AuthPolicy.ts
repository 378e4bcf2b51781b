import type { Constructor } from './ClassMarks';
import { markClass } from './mark';
import type { PolicyHandler } from './PolicyHandler';
import { publicSingleton } from './publicSingleton';
import { classTarget } from './target';
import { WiringError } from './WiringError';

/**
 * Makes a class a policy of this name: a public singleton of tegg that injects and can be injected,
 * and that guards and `AuthService#can` ask.
 *
 * @throws WiringError `policy_name` for a name that cannot be one; at boot `policy_duplicate`
 * @example
 * ```ts
 * @AuthPolicy('owner')
 * export class OwnerPolicy {
 *   async can(user: { id: string }, _ctx: Context, document?: { ownerId: string }) {
 *     return document?.ownerId === user.id;
 *   }
 * }
 * ```
 */
export function AuthPolicy(name: string): <T extends Constructor<PolicyHandler>>(target: T) => void {
  return target => {
    const clazz = classTarget('AuthPolicy', target);
    if (typeof name !== 'string' || !name || name === 'roles') {
      throw new WiringError(`${JSON.stringify(name)} cannot be the name of a policy`, {
        code: 'policy_name',
        className: clazz.name,
        fix: name === 'roles' ? '`roles` is the policy behind @Roles: choose another name' : 'Give it a name',
      });
    }
    markClass(clazz).policy = { name };
    publicSingleton(clazz);
  };
}
