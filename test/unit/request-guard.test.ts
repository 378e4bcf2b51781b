import assert from 'node:assert/strict';
import type { Context } from 'egg';
import { guardMiddleware } from '#src/container/guardMiddleware';
import { guardOf } from '#src/metadata/Guard';
import { AuthState } from '#src/passport/AuthState';
import { RequestGuard } from '#src/passport/RequestGuard';
import { fakeContext, fakePassport } from '../support/engine';

const CALLS = 100_000;
const ROUNDS = 15;
// Sixteen bytes a call, the smallest object there is, would be sixteen times as much.
const NOTHING = CALLS;

/** Bytes that so many calls leave on the heap, in the median of some rounds: a collection in one of them says nothing. */
function allocated(call: () => unknown): number {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < CALLS; index++) call();
    rounds.push(process.memoryUsage().heapUsed - before);
  }
  return rounds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
}

/** A request with this user in its session, or with nobody. */
function requestOf(user?: object): Context {
  const ctx = fakeContext(null, { params: {} });
  const state = AuthState.of(ctx);
  if (user) state.setSessionUser(user, { at: Date.now() });
  return ctx;
}

describe('what a guard leaves on the heap', () => {
  const passport = fakePassport();
  const done = Promise.resolve();
  const next = (): Promise<unknown> => done;
  const mark = { optional: true, policies: [] };

  it('is seen by this test, even where it is the smallest object', () => {
    const kept: { last?: object } = {};
    assert.ok(allocated(() => (kept.last = { kept: kept.last === undefined })) > NOTHING);
  });

  it("is nothing where the session's user opens it", () => {
    const ctx = requestOf({ name: 'ada' });
    const middleware = guardMiddleware(new RequestGuard(passport, guardOf()));
    assert.equal(middleware(ctx, next), done);
    assert.ok(allocated(() => middleware(ctx, next)) < NOTHING);
  });

  it('is nothing where it is optional and there is nobody', () => {
    const ctx = requestOf();
    const middleware = guardMiddleware(new RequestGuard(passport, guardOf(mark)));
    assert.equal(middleware(ctx, next), done);
    assert.ok(allocated(() => middleware(ctx, next)) < NOTHING);
  });

  it('is nothing on an object', () => {
    const ctx = requestOf({ name: 'ada' });
    for (const guard of [new RequestGuard(passport, guardOf()), new RequestGuard(passport, guardOf(mark))]) {
      assert.equal(guard.check(ctx), undefined);
      assert.ok(allocated(() => guard.check(ctx)) < NOTHING);
    }
  });
});
