/** Carries a user that is falsy (`0`, `''`) through strategies, which test `if (!user)`. */
class FalsyUser {
  constructor(readonly user: unknown) {}
}

/** Wraps a user for a strategy where it must be. */
export function box(user: unknown): unknown {
  return user ? user : new FalsyUser(user);
}

/** Undoes {@link box}. */
export function unbox(user: unknown): unknown {
  return user instanceof FalsyUser ? user.user : user;
}
