/** What verify functions, `validate` and hooks answer for "not this user". Everything else is a user, `0` and `''` too. */
export function isNobody(user: unknown): user is null | undefined | false {
  return user === null || user === undefined || user === false;
}
