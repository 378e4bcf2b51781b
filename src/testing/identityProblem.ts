import type { VerifierCheck } from './VerifierCheck';

/** Why the user that came back is not the one; nothing, when it is. */
export function identityProblem(
  restored: unknown,
  { user, sameUser }: Pick<VerifierCheck<unknown>, 'user' | 'sameUser'>,
): string | undefined {
  if (sameUser) return sameUser(restored, user) ? undefined : 'deserializeUser: the user that came back is another one';
  const key = ['id', 'sub'].find(name => hasValue(user, name));
  if (key !== undefined) return differing(`its ${key}`, fieldOf(restored, key), fieldOf(user, key));
  if (typeof user === 'object') return 'the user has neither `id` nor `sub`: give `sameUser`, which says who it is';
  return differing('it', restored, user);
}

function differing(what: string, restored: unknown, user: unknown): string | undefined {
  const another = 'deserializeUser: the user that came back is another one';
  // Ids may be objects, of a database for example, which say by a text which they are.
  const [now, then] = [restored, user].map(value => String(value));
  if (Object.is(restored, user) || (typeof restored === typeof user && now === then && now !== String({})))
    return undefined;
  return now === then
    ? `${another}: ${what} was a ${typeof user} and is a ${typeof restored}`
    : `${another}: ${what} differs`;
}

function hasValue(value: unknown, name: string): boolean {
  return fieldOf(value, name) !== undefined && fieldOf(value, name) !== null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
