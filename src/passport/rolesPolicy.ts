import type { Can } from './PolicyRegistry';

/** Finds the roles of a user. */
// The application types its user by itself.
// oxlint-disable-next-line no-explicit-any
export type RolesOf = (user: any) => readonly string[] | Promise<readonly string[]>;

/** The policy behind `@Roles`: the user has one of the roles named. */
export function rolesPolicy(rolesOf: RolesOf = ownRoles): Can {
  return async (user, _ctx, _resource, wanted) => {
    const roles: unknown = await rolesOf(user);
    return Array.isArray(roles) && wanted.some(role => roles.includes(role));
  };
}

function ownRoles(user: { roles?: unknown } | null): readonly string[] {
  return Array.isArray(user?.roles) ? (user.roles as string[]) : [];
}
