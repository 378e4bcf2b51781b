import assert from 'node:assert/strict';

// How far from now the time of a login may be that was made in the same test.
const TOLERANCE = 10_000;

/** What a login left in a session, but for its id and its time, which must be there; the time is now. */
export function loginOf(slot: unknown): object {
  const { at, id, ...rest } = slot as { at?: unknown; id?: unknown };
  assert.match(String(id), /^[\w-]{22}$/);
  assert.ok(typeof at === 'number' && Math.abs(Date.now() - at) < TOLERANCE, `no time of now: ${String(at)}`);
  return rest;
}

/** A session whose login was made now, with {@link loginOf} in its slot. */
export function sessionWithLogin(session: unknown): object {
  return { ...(session as object), passport: loginOf((session as { passport: unknown }).passport) };
}
