import assert from 'node:assert/strict';
import { mock } from 'node:test';
import mm from 'egg-mock';
import { Chains } from '#src/passport/Chains';
import { AuthState } from '#src/passport/AuthState';
import { AuthEvents } from '#src/passport/events/AuthEvents';
import { newLoginId } from '#src/passport/Session';
import { Budget } from '#src/passport/session/Budget';
import { guardSessionStore } from '#src/passport/session/guardSessionStore';
import { sessionParts } from '#src/passport/session/SessionParts';
import { SessionReader } from '#src/passport/session/SessionReader';
import type { SessionStore } from '#src/passport/session/SessionStore';
import { UnavailableError } from '#src/passport/session/UnavailableError';
import { fakeApp, fakeContext } from '../support/engine';

const tooLate = (): Error => new Error('too late');

describe('the time for finding out who the user of a session is', () => {
  let now = 0;
  beforeEach(() => {
    now = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
    mm(performance, 'now', () => now);
  });
  afterEach(() => {
    mock.timers.reset();
    mm.restore();
  });

  /** Time goes by, and what waits for it goes on. */
  const pass = async (time: number): Promise<void> => {
    for (let i = 0; i < time; i++) {
      now++;
      mock.timers.tick(1);
      // As many steps as one of these promises has.
      for (let step = 0; step < 20; step++) await Promise.resolve();
    }
  };
  const after = <T>(time: number, value: T): Promise<T> => new Promise(resolve => setTimeout(resolve, time, value));

  /** A request whose session is read from a store, and then its user. Each step takes so long. */
  const request = ({ read = 0, ended = 0, deserialize = 0, stamp = 0, between = 0 }: Record<string, number>) => {
    const session = { passport: { user: 'ada', id: newLoginId(), at: Date.now(), stamp: undefined } };
    const store: SessionStore = {
      get: (key: string) => (key === 'the session' ? after(read, session) : after(ended, undefined)),
      set: async () => {},
      destroy: async () => {},
    };
    const app = fakeApp({
      config: { session: { store }, passport: { session: { timeout: 100 } } },
      plugins: { session: { enable: true } },
      emit() {},
    });
    guardSessionStore(app, 100);
    const chains = new Chains();
    chains.deserialize.addHook((_ctx, value) => after(deserialize, { name: value }));
    if (stamp) chains.stamp.addHook(() => after(stamp, 'changed'));
    const ctx = fakeContext(session, { app });
    const reader = new SessionReader(sessionParts(app, chains, new AuthEvents(app)));
    const { store: guarded } = app.config.session as unknown as { store: SessionStore };
    let outcome: unknown = 'pending';
    guarded
      .get('the session', undefined, { ctx })
      .then(() => after(between, undefined))
      .then(() => reader.restore(ctx))
      .then(
        () => (outcome = (AuthState.of(ctx).user as { name?: string } | undefined)?.name),
        (err: unknown) => (outcome = err),
      );
    return () => outcome;
  };

  it('is one for all steps: each within it, and together not, is unavailable when it is over', async () => {
    const outcome = request({ read: 40, ended: 40, deserialize: 40 });
    await pass(99);
    assert.equal(outcome(), 'pending');
    await pass(2);
    assert.ok(outcome() instanceof UnavailableError, String(outcome()));
  });

  it('counts the stamp too', async () => {
    const outcome = request({ read: 30, ended: 30, deserialize: 30, stamp: 30 });
    await pass(99);
    assert.equal(outcome(), 'pending');
    await pass(2);
    assert.ok(outcome() instanceof UnavailableError, String(outcome()));
  });

  it('is enough for steps that take less together', async () => {
    const outcome = request({ read: 30, ended: 30, deserialize: 30 });
    await pass(95);
    assert.equal(outcome(), 'ada');
  });

  it('is not spent by what other middlewares do between', async () => {
    const outcome = request({ read: 30, between: 500, ended: 30, deserialize: 30 });
    await pass(600);
    assert.equal(outcome(), 'ada');
  });

  it('that is over lets nothing wait', async () => {
    const budget = new Budget(10);
    const late = assert.rejects(budget.spend(after(20, 1), tooLate), /too late/);
    await pass(11);
    await late;
    const hanging = assert.rejects(budget.spend(new Promise(() => {}), tooLate), /too late/);
    await pass(1);
    await hanging;
    // What is known already is known.
    assert.equal(await budget.spend(Promise.resolve(7), tooLate), 7);
  });
});
