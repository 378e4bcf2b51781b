import assert from 'node:assert/strict';
import type { Context } from 'egg';
import { PassportError } from 'tegg-passport';
import { AuthState } from '#src/passport/AuthState';
import { carriesSession } from '#src/passport/carriesSession';
import { HookChain, type Hook } from '#src/passport/HookChain';
import { SessionManager } from '#src/passport/SessionManager';
import { fakeApp, fakeContext } from '../support/engine';
import { loginOf, sessionWithLogin } from '../support/login';

interface Hooks {
  serialize?: Hook;
  deserialize?: Hook;
}

function manager({ serialize, deserialize }: Hooks = {}): SessionManager {
  const serializers = new HookChain();
  const deserializers = new HookChain();
  serializers.addHook(serialize ?? ((_ctx, user) => (user as { id: unknown }).id));
  deserializers.addHook(deserialize ?? ((_ctx, id) => ({ id })));
  return new SessionManager(serializers, deserializers);
}

/** A session in an external store: like koa-session's, its own methods are none of its data. */
const stored = (regenerate: (this: { passport?: unknown }) => Promise<void>, data: object = {}): object =>
  Object.assign(Object.create({ externalKey: 'id', regenerate }) as object, data);

const ADA = { id: 'ada' };
const userOf = (ctx: Context): unknown => AuthState.of(ctx).user;
const code = (expected: string) => (err: unknown) => err instanceof PassportError && err.code === expected;

describe('a login', () => {
  it('writes what the serializers say, and its time and strategy beside it', async () => {
    const ctx = fakeContext({});
    await manager().logIn(ctx, ADA, 'local');
    assert.deepEqual(sessionWithLogin(ctx.session), { passport: { user: 'ada', strategy: 'local' } });
    assert.equal(userOf(ctx), ADA);
  });

  it('without a strategy leaves the layout of egg-passport, and its time beside it', async () => {
    const ctx = fakeContext({});
    await manager().logIn(ctx, ADA, undefined);
    assert.deepEqual(sessionWithLogin(ctx.session), { passport: { user: 'ada' } });
  });

  it('serializes first: when that fails, the session and its user are as they were', async () => {
    const down = new Error('the database is down');
    const session = { passport: { user: 'alan' }, cart: [1], returnTo: '/a' };
    const ctx = fakeContext(structuredClone(session));
    AuthState.of(ctx).setSessionUser({ id: 'alan' }, {});
    for (const [serialize, expected] of [
      [() => Promise.reject(down), down],
      [() => null, code('serialize_failed')],
      [() => undefined, code('serialize_failed')],
      [() => false, code('serialize_failed')],
    ] as const) {
      await assert.rejects(manager({ serialize }).logIn(ctx, ADA, 'local'), expected as Error);
      assert.deepEqual(ctx.session, session);
      assert.deepEqual(userOf(ctx), { id: 'alan' });
    }
  });

  it('drops what the session held, but for returnTo', async () => {
    const ctx = fakeContext({ cart: [1], messages: ['a'], passport: { user: 'alan', more: 1 }, returnTo: '/a' });
    await manager().logIn(ctx, ADA, undefined);
    assert.deepEqual(sessionWithLogin(ctx.session), { passport: { user: 'ada' }, returnTo: '/a' });
  });

  it('keeps what the session held when told so', async () => {
    const ctx = fakeContext({ cart: [1], passport: { user: 'alan', strategy: 'old' } });
    await manager().logIn(ctx, ADA, undefined, { keepSessionInfo: true });
    assert.deepEqual(sessionWithLogin(ctx.session), { passport: { user: 'ada' }, cart: [1] });
  });

  it("leaves koa-session's own properties alone", async () => {
    const ctx = fakeContext({ _sessCtx: 'koa', isNew: true, _expire: 1, cart: [1] });
    await manager().logIn(ctx, ADA, undefined);
    assert.deepEqual(sessionWithLogin(ctx.session), {
      _sessCtx: 'koa',
      isNew: true,
      _expire: 1,
      passport: { user: 'ada' },
    });
  });

  it('renews the id of a session in an external store, with the login already in it', async () => {
    const seen: unknown[] = [];
    const ctx = fakeContext(
      stored(async function () {
        seen.push(this.passport);
      }),
    );
    await manager().logIn(ctx, ADA, undefined);
    assert.deepEqual(seen.map(loginOf), [{ user: 'ada' }]);
  });

  it('that cannot renew the id fails and leaves nobody', async () => {
    const down = new Error('the store is down');
    const ctx = fakeContext(stored(() => Promise.reject(down), { passport: { user: 'alan' } }));
    AuthState.of(ctx).setSessionUser({ id: 'alan' }, {});
    await assert.rejects(manager().logIn(ctx, ADA, undefined), down);
    assert.equal((ctx.session as { passport?: unknown }).passport, undefined);
    assert.equal(userOf(ctx), undefined);
    assert.equal(AuthState.of(ctx).sessionUser, undefined);
  });

  it('with session: false leaves the session alone and is for this request only', async () => {
    for (const session of [{ cart: [1] }, undefined]) {
      const ctx = fakeContext(session);
      await manager({ serialize: () => assert.fail('nothing is serialized') }).logIn(ctx, ADA, 'local', {
        session: false,
      });
      assert.deepEqual(ctx.session, session);
      assert.equal(userOf(ctx), ADA);
      assert.equal(AuthState.of(ctx).sessionUser, undefined);
    }
  });

  it('without a session says so', async () => {
    for (const none of [undefined, null]) {
      const ctx = fakeContext(none);
      await assert.rejects(manager().logIn(ctx, ADA, 'local'), code('session_unavailable'));
      assert.equal(userOf(ctx), undefined);
    }
  });

  it('of nobody is refused', async () => {
    for (const nobody of [null, undefined, false]) {
      const ctx = fakeContext({ cart: [1] });
      await assert.rejects(manager().logIn(ctx, nobody, 'local'), code('login_without_user'));
      assert.deepEqual(ctx.session, { cart: [1] });
    }
  });

  it('takes 0 and the empty string for users', async () => {
    for (const user of [0, '']) {
      const ctx = fakeContext({});
      await manager({ serialize: (_ctx, value) => value }).logIn(ctx, user, undefined);
      assert.deepEqual(sessionWithLogin(ctx.session), { passport: { user } });
      assert.equal(AuthState.of(ctx).isAuthenticated(), true);
    }
  });

  // In place, as egg-passport does it: the application goes on with the object that it gave.
  it('without serializers stores the whole user, but for its profile, which the user loses', async () => {
    const user = { id: 'ada', profile: { secret: 1 } };
    const ctx = fakeContext({});
    await new SessionManager(new HookChain(), new HookChain()).logIn(ctx, user, undefined);
    assert.deepEqual(sessionWithLogin(JSON.parse(JSON.stringify(ctx.session))), { passport: { user: { id: 'ada' } } });
    assert.deepEqual(user, { id: 'ada', profile: undefined });
    assert.equal(AuthState.of(ctx).sessionUser, user);
  });
});

describe('a logout', () => {
  it('empties the session and leaves nobody', async () => {
    const ctx = fakeContext({ passport: { user: 'ada' }, cart: [1], returnTo: '/a' });
    AuthState.of(ctx).setSessionUser(ADA, {});
    await manager().logOut(ctx);
    assert.deepEqual(ctx.session, {});
    assert.equal(AuthState.of(ctx).isAuthenticated(), false);
  });

  it('keeps what else the session held when told so', async () => {
    const ctx = fakeContext({ passport: { user: 'ada' }, cart: [1] });
    await manager().logOut(ctx, { keepSessionInfo: true });
    assert.deepEqual(ctx.session, { cart: [1] });
  });

  it('has worked before its promise resolves', () => {
    const ctx = fakeContext({ passport: { user: 'ada' } });
    AuthState.of(ctx).setSessionUser(ADA, {});
    void manager().logOut(ctx);
    assert.deepEqual(ctx.session, {});
    assert.equal(userOf(ctx), undefined);
  });

  it('without a session is no error', async () => {
    const ctx = fakeContext();
    AuthState.of(ctx).user = ADA;
    await manager().logOut(ctx);
    assert.equal(userOf(ctx), undefined);
  });
});

describe('the user of a session', () => {
  it('comes back once a request', async () => {
    let calls = 0;
    const sessions = manager({ deserialize: (_ctx, id) => ({ id, calls: ++calls }) });
    const ctx = fakeContext({ passport: { user: 'ada' } });
    await sessions.restore(ctx);
    await sessions.restore(ctx);
    assert.deepEqual(userOf(ctx), { id: 'ada', calls: 1 });
    assert.equal(AuthState.of(ctx).sessionUser, userOf(ctx));
  });

  it('comes back through the links of the strategy that it logged in with', async () => {
    const deserializers = new HookChain();
    deserializers.addVerifier({
      order: 1,
      name: 'Limited',
      verifier: {},
      strategies: new Set(['local']),
      run: (_ctx, id) => `local ${String(id)}`,
    });
    const sessions = new SessionManager(new HookChain(), deserializers);
    const restored = async (slot: object): Promise<unknown> => {
      const ctx = fakeContext({ passport: slot });
      await sessions.restore(ctx);
      return userOf(ctx);
    };
    assert.equal(await restored({ user: 'ada', strategy: 'local' }), 'local ada');
    assert.equal(await restored({ user: 'ada', strategy: 'other' }), 'ada');
    assert.equal(await restored({ user: 'ada', strategy: ['local'] }), 'ada');
    assert.equal(await restored({ user: 'ada' }), 'ada');
  });

  const NO_LOGINS = [null, 'ada', 1, true, [], [{ user: 'ada' }], {}, { user: null }, { user: false }, { id: 'ada' }];
  for (const slot of NO_LOGINS) {
    it(`is nobody in a slot of the shape ${JSON.stringify(slot)}, which stays as it is`, async () => {
      const ctx = fakeContext({ passport: slot, cart: [1] });
      await manager({ deserialize: () => assert.fail('nothing to deserialize') }).restore(ctx);
      assert.equal(userOf(ctx), undefined);
      assert.deepEqual(ctx.session, { passport: slot, cart: [1] });
    });
  }

  for (const nobody of [null, undefined, false]) {
    it(`is logged out when deserializing answers ${nobody}, and the rest of the session stays`, async () => {
      const ctx = fakeContext({ passport: { user: 'gone' }, cart: [1] });
      await manager({ deserialize: () => nobody }).restore(ctx);
      assert.equal(userOf(ctx), undefined);
      assert.deepEqual(ctx.session, { cart: [1] });
    });
  }

  it('stays in the session when deserializing throws, and the request fails with that error', async () => {
    const down = new Error('the database is down');
    const ctx = fakeContext({ passport: { user: 'ada' }, cart: [1] });
    await assert.rejects(manager({ deserialize: () => Promise.reject(down) }).restore(ctx), down);
    assert.deepEqual(ctx.session, { passport: { user: 'ada' }, cart: [1] });
    assert.equal(AuthState.of(ctx).isAuthenticated(), false);
  });

  for (const user of [0, '']) {
    it(`may be ${JSON.stringify(user)}`, async () => {
      const ctx = fakeContext({ passport: { user } });
      await manager({ deserialize: (_ctx, value) => value }).restore(ctx);
      assert.equal(userOf(ctx), user);
      assert.equal(AuthState.of(ctx).isAuthenticated(), true);
    });
  }

  it('is nobody without a session', async () => {
    for (const none of [undefined, null]) {
      const ctx = fakeContext(none);
      await manager().restore(ctx);
      assert.equal(userOf(ctx), undefined);
    }
  });
});

describe('whether a request can carry a session', () => {
  const asks = (app: object, cookie?: string): boolean =>
    carriesSession(fakeApp(app))(fakeContext({}, { req: { headers: { cookie } } }));

  it('says its cookie', () => {
    assert.equal(asks({}, 'a=1; EGG_SESS=abc'), true);
    assert.equal(asks({}, 'a=1; OTHER_SESSION=abc'), false);
    assert.equal(asks({}), false);
  });

  it('never, where the plugin session is off', () => {
    assert.equal(asks({ plugins: {} }, 'EGG_SESS=abc'), false);
  });

  it('always, where the application finds the id in a way of its own', () => {
    assert.equal(asks({ config: { env: 'prod', session: { key: 'EGG_SESS', externalKey: {} } } }), true);
  });

  it('also without a cookie where a test has put an object in its place, and only in tests', () => {
    const context = { session: {} };
    const config = (env: string): object => ({ env, session: { key: 'EGG_SESS' } });
    assert.equal(asks({ context, config: config('unittest') }), true);
    assert.equal(asks({ context, config: config('prod') }), false);
  });

  it('is found without opening the session', () => {
    const ctx = fakeContext(undefined, { req: { headers: { cookie: 'EGG_SESS=abc' } } });
    Object.defineProperty(ctx, 'session', { get: () => assert.fail('opened') });
    assert.equal(carriesSession(fakeApp())(ctx), true);
  });
});
