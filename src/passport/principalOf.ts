/**
 * What tells users apart: `id` and `sub`, with the `provider` and `iss` that gave them. Of a user
 * that has neither, everything.
 */
export function principalOf(user: unknown): unknown {
  if (typeof user !== 'object' || user === null) return user;
  const { provider, iss, id, sub } = user as Record<string, unknown>;
  return id === undefined && sub === undefined ? user : { provider, iss, id, sub };
}
