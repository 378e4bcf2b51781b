import assert from 'node:assert/strict';
import type { Context } from 'egg';
import { PassportError } from 'tegg-passport';
import { AuthState } from '#src/passport/AuthState';
import { carriesSession } from '#src/passport/carriesSession';
import { HookChain, type Hook } from '#src/passport/HookChain';
import { AuthEvents } from '#src/passport/events/AuthEvents';
import { EndedLogins } from '#src/passport/session/EndedLogins';
import type { EndedRecords } from '#src/passport/session/EndedRecords';
import { Serializer } from '#src/passport/session/Serializer';
import { SessionLogout } from '#src/passport/session/SessionLogout';
import { SessionIndex } from '#src/passport/session/SessionIndex';
import type { SessionParts } from '#src/passport/session/SessionParts';
import { SessionReader } from '#src/passport/session/SessionReader';
import { type SessionConfig, sessionSettings } from '#src/passport/session/SessionSettings';
import type { UnavailableError } from '#src/passport/session/UnavailableError';
import { SessionManager } from '#src/passport/SessionManager';
import { fakeApp, fakeContext } from '../support/engine';
import { sessionWithLogin } from '../support/login';

interface Slot {
  passport: { id: string };
}

interface Hooks {
  serialize?: Hook;
  deserialize?: Hook;
}

/** Ended logins, kept as long as the test. */
class Records implements EndedRecords {
  readonly all = new Map<string, string>();
  get(key: string): string | undefined {
    return this.all.get(key);
  }
  async set(key: string, value: string): Promise<void> {
    this.all.set(key, value);
  }
}

type Sessions = SessionManager & Pick<SessionReader, 'restore'> & Pick<SessionLogout, 'logOut'>;

function sessions(
  chains: Partial<SessionParts['chains']>,
  config: SessionConfig = {},
  records: EndedRecords = new Records(),
): Sessions {
  const app = fakeApp({ emit() {} });
  const all = { serialize: new HookChain(), deserialize: new HookChain(), stamp: new HookChain(), ...chains };
  const parts: SessionParts = {
    app,
    chains: all,
    settings: sessionSettings(config),
    ended: new EndedLogins(() => records),
    serializer: new Serializer(all.serialize),
    index: new SessionIndex(app),
    events: new AuthEvents(app),
  };
  const reader = new SessionReader(parts);
  const logout = new SessionLogout(parts);
  return Object.assign(new SessionManager(parts), {
    restore: reader.restore.bind(reader),
    logOut: logout.logOut.bind(logout),
  });
}

function manager(
  { serialize: toSession, deserialize: fromSession }: Hooks = {},
  config?: SessionConfig,
  records?: EndedRecords,
): Sessions {
  const serialize = new HookChain();
  const deserialize = new HookChain();
  serialize.addHook(toSession ?? ((_ctx, user) => (user as { id: unknown }).id));
  deserialize.addHook(fromSession ?? ((_ctx, id) => ({ id })));
  return sessions({ serialize, deserialize }, config, records);
}

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

  it('that replaces another ends that one when the request has ended, and not before', async () => {
    const records = new Records();
    const on = manager({}, {}, records);
    const alan = fakeContext({});
    await on.logIn(alan, { id: 'alan' }, undefined);
    const ctx = fakeContext(structuredClone(alan.session));
    await on.restore(ctx);
    await on.logIn(ctx, ADA, undefined);
    assert.equal(records.all.size, 0);
    await on.settle(ctx, false);
    assert.deepEqual([...records.all.keys()], [(alan.session as unknown as Slot).passport.id]);
    const copied = fakeContext(structuredClone(alan.session));
    await on.restore(copied);
    assert.equal(userOf(copied), undefined);
    assert.deepEqual(copied.session, {});
  });

  it('in a request that fails leaves the session as it was', async () => {
    for (const before of [{}, { cart: [1], passport: { user: 'alan' } }]) {
      const on = manager();
      const ctx = fakeContext(structuredClone(before));
      await on.logIn(ctx, ADA, undefined);
      await on.settle(ctx, true);
      assert.deepEqual(ctx.session, before);
    }
  });

  it('that cannot end the one before it fails, and leaves that as it was', async () => {
    const down = { get: () => undefined, set: () => Promise.reject(new Error('the disk is full')) };
    const on = manager({}, {}, down);
    const ctx = fakeContext({ passport: { user: 'alan' } });
    await on.logIn(ctx, ADA, undefined);
    await assert.rejects(on.settle(ctx, false), code('login_unavailable'));
    assert.deepEqual(ctx.session, { passport: { user: 'alan' } });
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
    await sessions({}).logIn(ctx, user, undefined);
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
    const { restore } = manager({ deserialize: (_ctx, id) => ({ id, calls: ++calls }) });
    const ctx = fakeContext({ passport: { user: 'ada' } });
    await restore(ctx);
    await restore(ctx);
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
    const { restore } = sessions({ deserialize: deserializers });
    const restored = async (slot: object): Promise<unknown> => {
      const ctx = fakeContext({ passport: slot });
      await restore(ctx);
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

  it('stays in the session when deserializing throws, and the request fails with 503', async () => {
    const down = new Error('the database is down');
    const ctx = fakeContext({ passport: { user: 'ada' }, cart: [1] });
    const restored = manager({ deserialize: () => Promise.reject(down) }).restore(ctx);
    await assert.rejects(restored, (err: UnavailableError) => err.status === 503 && err.cause === down);
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
  const asks = (app: Parameters<typeof fakeApp>[0], cookie?: string): boolean =>
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
