import type { MapAccess, MapGuard } from '../../passport/map/PassportMap';

const REQUEST_USER: MapGuard = { strategies: ['session'], optional: false, policies: [] };

/** How a route may be reached that tegg's `@Acl` stands on too: a user must be there, and the policy of this name say yes. */
export function behindAcl(access: MapAccess, code: string): MapAccess {
  if (access.type === 'login') return access;
  const guard = access.type === 'guard' ? access.guard : REQUEST_USER;
  const policies = [...guard.policies, { name: code, args: [] }];
  return { type: 'guard', guard: { ...guard, optional: false, policies } };
}
