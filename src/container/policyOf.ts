import { WiringError } from '../decorator/WiringError';
import type { PolicyHandler } from '../decorator/PolicyHandler';
import type { Can } from '../passport/PolicyRegistry';
import type { ClassEntry } from './ClassEntry';
import type { Prepare } from './contextPreparer';
import { whereOf } from './whereOf';

/** What a policy class answers. */
export function policyOf(entry: ClassEntry, policy: PolicyHandler, prepare?: Prepare): Can {
  if (typeof policy.can !== 'function') {
    throw new WiringError('the policy has no `can`', {
      ...whereOf(entry.clazz),
      code: 'policy_handler',
      fix: 'Give it `can(user, ctx, resource?)`',
    });
  }
  const can: Can = (user, ctx, resource, args) =>
    policy.can(user as never, ctx, resource as never, ...(args as never[]));
  if (!prepare) return can;
  return async (...question) => {
    await prepare();
    return can(...question);
  };
}
