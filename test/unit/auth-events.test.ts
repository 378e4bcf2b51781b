import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from 'egg';
import { AuthState } from '#src/passport/AuthState';
import { AuthEvents } from '#src/passport/events/AuthEvents';
import { userIdOf } from '#src/passport/events/userIdOf';
import { fakeApp, fakeContext } from '../support/engine';

/** Events of an application whose log is kept. */
function events() {
  const logged: unknown[][] = [];
  const ctxStorage = new AsyncLocalStorage<Context>();
  const app = fakeApp({ ctxStorage, coreLogger: { error: (...args: unknown[]) => logged.push(args) } });
  return { events: new AuthEvents(app), logged, ctxStorage };
}

const REFUSED = { reason: 'forbidden' };

describe('a listener', () => {
  it('is called when the work that is being done is done, with an event that nobody can change', async () => {
    const { events: of } = events();
    const heard: object[] = [];
    of.on('refused', event => heard.push(event));
    of.emit('refused', undefined, REFUSED);
    assert.deepEqual(heard, []);
    await of.told();
    assert.equal(heard.length, 1);
    assert.ok(Object.isFrozen(heard[0]));
  });

  it('is called with events of its type only', async () => {
    const { events: of } = events();
    of.on('login', () => assert.fail('this was no login'));
    of.emit('refused', undefined, REFUSED);
    await of.told();
  });

  it('is called outside of the request', async () => {
    const { events: of, ctxStorage } = events();
    const stores: unknown[] = [];
    of.on('refused', async () => {
      stores.push(ctxStorage.getStore());
      await Promise.resolve();
      stores.push(ctxStorage.getStore());
    });
    ctxStorage.run(fakeContext(), () => of.emit('refused', undefined, REFUSED));
    await of.told();
    assert.deepEqual(stores, [undefined, undefined]);
  });

  it('that is added twice is called twice, and each is taken away by itself', async () => {
    const { events: of } = events();
    let calls = 0;
    const listener = (): unknown => calls++;
    const [one, two] = [of.on('refused', listener), of.on('refused', listener)];
    of.emit('refused', undefined, REFUSED);
    await of.told();
    assert.equal(calls, 2);
    one();
    one();
    of.emit('refused', undefined, REFUSED);
    await of.told();
    assert.equal(calls, 3);
    of.emit('refused', undefined, REFUSED);
    two();
    await of.told();
    assert.equal(calls, 3, 'it was taken away before its turn');
    assert.ok(!of.hears('refused'));
  });

  for (const [name, listener] of Object.entries<() => unknown>({
    throws: () => {
      throw new Error('of the listener');
    },
    rejects: async () => {
      throw new Error('of the listener');
    },
  })) {
    it(`that ${name} is logged, and the others hear of it`, async () => {
      const { events: of, logged } = events();
      let calls = 0;
      of.on('refused', listener);
      of.on('refused', () => calls++);
      of.emit('refused', undefined, REFUSED);
      await of.told();
      assert.equal(calls, 1);
      assert.equal(logged.length, 1);
      assert.match(String(logged[0]), /a listener of '%s' has failed.*refused.*of the listener/s);
    });
  }

  it('that never answers keeps nobody waiting', async () => {
    const { events: of } = events();
    let calls = 0;
    of.on('refused', () => new Promise(() => {}));
    of.on('refused', () => calls++);
    of.emit('refused', undefined, REFUSED);
    await of.told();
    assert.equal(calls, 1);
  });

  it('that throws the event does not bring it into the log', async () => {
    const { events: of, logged } = events();
    of.on('refused', event => {
      // oxlint-disable-next-line no-throw-literal
      throw event;
    });
    of.emit('refused', undefined, { reason: 'forbidden', userId: 'ada' });
    await of.told();
    assert.equal(logged.length, 1);
    assert.ok(!JSON.stringify(logged).includes('ada'));
  });

  for (const [type, listener] of [
    ['logni', () => {}],
    ['toString', () => {}],
    [undefined, () => {}],
    ['login', undefined],
    ['login', {}],
  ] as const) {
    it(`is refused: ${String(type)}, ${typeof listener}`, () => {
      const { events: of } = events();
      assert.throws(() => of.on(type as 'login', listener as never), { code: 'listener_invalid' });
    });
  }
});

describe('an event', () => {
  it('that nobody hears of is not made', async () => {
    const { events: of } = events();
    of.emit('refused', undefined, () => assert.fail('nobody wants to know'));
    of.on('login', () => {})();
    of.emit('login', undefined, () => assert.fail('nobody wants to know any more'));
    await of.told();
  });

  it('whose user breaks is logged, and nothing else happens', async () => {
    const { events: of, logged } = events();
    of.on('login', () => {});
    const user = {
      get id() {
        throw new Error('of the accessor');
      },
    };
    of.emit('login', undefined, () => ({ userId: userIdOf(user) }));
    await of.told();
    assert.match(String(logged[0]), /of the accessor/);
  });

  it('says at most so much of what the client sends', async () => {
    const { events: of } = events();
    const ctx = fakeContext(null, {
      ip: '9'.repeat(999),
      tracer: { traceId: 't'.repeat(999) },
      get: () => 'u'.repeat(999),
    });
    AuthState.of(ctx);
    const heard: { ip?: string; userAgent?: string; requestId?: string }[] = [];
    of.on('refused', event => heard.push(event));
    of.emit('refused', ctx, REFUSED);
    await of.told();
    const [{ ip, userAgent, requestId }] = heard;
    assert.deepEqual([ip?.length, userAgent?.length, requestId?.length], [64, 200, 200]);
  });
});

describe("a user's id in events", () => {
  for (const [expected, user, serialized] of [
    ['ada', { id: 1 }, 'ada'],
    [0, { id: 1 }, 0],
    ['', { id: 1 }, ''],
    [1, { id: 1 }, { name: 'ada' }],
    [2, { id: 1 }, { id: 2, email: 'ada@example.com' }],
    ['s', { sub: 's', email: 'ada@example.com' }, undefined],
    ['12', { id: 12n }, undefined],
    [undefined, { email: 'ada@example.com', name: 'ada' }, undefined],
    [undefined, { id: { secret: 1 } }, undefined],
    [undefined, 'what may be a token', undefined],
    [undefined, null, undefined],
    [1, { id: 1 }, '{"id":1,"email":"ada@example.com"}'],
    [1, { id: 1 }, ' ["ada"]'],
    [1, { id: 1 }, 'a'.repeat(256)],
    ['a'.repeat(255), { id: 1 }, 'a'.repeat(255)],
    [1, { id: 1 }, 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.YSBzaWduYXR1cmU'],
    [undefined, { id: 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..aXY.dGV4dA.dGFn' }, undefined],
    ['eyal.ben.david', { id: 1 }, 'eyal.ben.david'],
  ] as const) {
    it(`is ${JSON.stringify(expected)} of ${typeof user} and ${JSON.stringify(serialized)}`, () => {
      assert.equal(userIdOf(user, serialized), expected);
    });
  }
});
