import assert from 'node:assert/strict';
import mm from 'egg-mock';
import { loginOf } from '../support/login';
import { config, plugins, withApp } from '../support/generate';
import { controllers, cookiesOf, get, inModule, LOGIN, LOGIN_CONTROLLER, post, running } from '../support/running';
import { STORES, withSessions, type WithSessions } from '../support/sessionStores';

const MINUTE = 60_000;

for (const store of STORES) {
  describe(`app.loginAs, with ${store} sessions`, () => {
    let site: WithSessions;
    before(async () => {
      site = await withSessions(store);
    });
    after(() => site.close());
    afterEach(() => mm.restore());
    const login = (name: string) => site.app.loginAs({ name });

    it('gives an agent whose requests come from the user, and changes nothing for others', async () => {
      const ada = await login('ada');
      await ada.get('/me').expect(200, 'ada');
      await ada.get('/who').expect(200, 'ada');
      await site.app.httpRequest().get('/who').expect(200, 'nobody');
    });

    it('leaves in the session what a login leaves there', async () => {
      const { body } = await (await login('ada')).get('/session').expect(200);
      assert.deepEqual(Object.keys(body as object), ['passport']);
      assert.deepEqual(loginOf((body as { passport: unknown }).passport), { user: 'ada', stamp: stampOf(body) });
    });

    it('gives several agents, at once and one after the other, each with its own session', async () => {
      const names = ['ada', 'alan', 'grace', 'ada'];
      const agents = await Promise.all(names.map(login));
      const more = await login('edsger');
      for (const [index, name] of names.entries()) await agents[index].get('/me').expect(200, name);
      await more.get('/me').expect(200, 'edsger');
      await agents[0].post('/logout').expect(200);
      await agents[0].get('/who').expect(200, 'nobody');
      await agents[3].get('/who').expect(200, 'ada');
    });

    it('is taken back by mm.restore(): every agent is nobody then, and can log in anew', async () => {
      const agents = [await login('ada'), await login('alan')];
      await agents[0].get('/who').expect(200, 'ada');
      await mm.restore();
      for (const agent of agents) await agent.get('/who').expect(200, 'nobody');
      await agents[0].post('/login').send({ name: 'grace' }).expect(200);
      await agents[0].get('/who').expect(200, 'grace');
      // Agents of later do not bring it back.
      await login('edsger');
      await agents[1].get('/who').expect(200, 'nobody');
    });

    it('is taken back by every mm.restore(), what an agent has logged in by itself meanwhile too', async () => {
      const agents = [await login('ada'), site.app.asNobody()];
      for (const name of ['alan', 'grace']) {
        await mm.restore();
        for (const agent of agents) {
          await agent.get('/who').expect(200, 'nobody');
          await agent.post('/login').send({ name }).expect(200);
          await agent.get('/who').expect(200, name);
        }
      }
    });

    it('keeps the cookies that answers set', async () => {
      const ada = await login('ada');
      await ada
        .post('/session')
        .send({ cart: [1] })
        .expect(200);
      const { body } = await ada.get('/session').expect(200);
      assert.deepEqual((body as { cart: unknown }).cart, [1]);
      await ada.post('/login').send({ name: 'alan' }).expect(200);
      await ada.get('/me').expect(200, 'alan');
      await ada.post('/logout').expect(200);
      await ada.get('/me').set('Accept', 'application/json').expect(401);
    });

    it('asks the serializer: a user whom nothing finds is nobody with the next request', async () => {
      const accounts = await site.object<{ disabled: Set<string> }>('accounts');
      const ada = await login('ada');
      accounts.disabled.add('ada');
      await ada.get('/who').expect(200, 'nobody');
      accounts.disabled.clear();
    });

    it('tells listeners of the login', async () => {
      const heard = new Promise(resolve => {
        const off = site.app.passport.on('login', ({ userId, strategy }) => {
          off();
          resolve({ userId, strategy });
        });
      });
      await login('ada');
      assert.deepEqual(await heard, { userId: 'ada', strategy: undefined });
    });

    it('makes sessions that a new stamp ends', async () => {
      const { passwords } = await site.object<{ passwords: Map<string, number> }>('accounts');
      const ada = await login('ada');
      await ada.get('/who').expect(200, 'ada');
      passwords.set('ada', 1);
      await ada.get('/who').expect(200, 'nobody');
      await (await login('ada')).get('/who').expect(200, 'ada');
      passwords.clear();
    });

    it('makes sessions that logoutEverywhere ends', async () => {
      const [one, two, alan] = [await login('ada'), await login('ada'), await login('alan')];
      await alan.post('/everywhere').send({ name: 'ada' }).expect(200);
      await one.get('/who').expect(200, 'nobody');
      await two.get('/who').expect(200, 'nobody');
      await alan.get('/who').expect(200, 'alan');
    });
  });
}

describe('app.loginAs, with sessions that can be listed', () => {
  let site: WithSessions;
  before(async () => {
    site = await withSessions('redis');
  });
  after(() => site.close());
  afterEach(() => mm.restore());

  type Listed = { id: string; at: number; current: boolean; ip: string; userAgent: string }[];
  const login = (at?: number) => site.app.loginAs({ name: 'ada' }, { at });

  it('AuthService#sessions lists them, with their times, and endSession ends one', async () => {
    const at = Date.now() - 5 * MINUTE;
    const [old, now] = [await login(at), await login()];
    const sessions = (await now.get('/sessions').expect(200)).body as Listed;
    assert.deepEqual(
      sessions.map(({ current, ip, userAgent }) => ({ current, ip, userAgent })),
      [
        { current: false, ip: '127.0.0.1', userAgent: 'egg-mock' },
        { current: true, ip: '127.0.0.1', userAgent: 'egg-mock' },
      ],
    );
    assert.equal(sessions[0].at, at);
    await now.post('/end-session').send({ id: sessions[0].id }).expect(200, 'true');
    await old.get('/who').expect(200, 'nobody');
    await now.get('/who').expect(200, 'ada');
  });

  it('does not list those of a test before, however they were made', async () => {
    await login();
    await (await login()).post('/login').send({ name: 'ada' }).expect(200);
    await site.app.asNobody().post('/login').send({ name: 'ada' }).expect(200);
    await mm.restore();
    const ada = await login();
    assert.equal(((await ada.get('/sessions').expect(200)).body as Listed).length, 1);
  });

  it('ends those of a test before so that this one hears of nothing', async () => {
    const accounts = await site.object<{ failure?: () => unknown }>('accounts');
    await login();
    await mm.restore();
    const heard: unknown[] = [];
    const off = (['logout', 'sessionsEnded'] as const).map(type =>
      site.app.passport.on(type, event => heard.push(event)),
    );
    accounts.failure = () => heard.push('deserializeUser');
    await login();
    await site.app.passport.events.told();
    assert.deepEqual(heard, []);
    accounts.failure = undefined;
    for (const end of off) end();
  });
});

const PAGES = {
  ...inModule('accounts', {
    LateKeeper: `@AuthVerifier({ strategies: 'api-key', order: 200 }) export class LateKeeper {
      serializeUser(ctx, name) { return 'machine ' + name; }
      deserializeUser(ctx, user) { return { name: user.name.replace('machine ', '') }; } }
      @ContextProto() export class Trace { name = 'trace'; }
      @AuthVerifier({ order: 1 }) export class Tracer {
        @Inject() private readonly trace: Trace;
        serializeUser(ctx, user) { return this.trace.name === 'trace' ? user : null; } }`,
  }),
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    PageController: `@HTTPController({ path: '/' }) export class PageController {
      @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user.name; }
      ${get('/who')} async who(@CurrentUser({ optional: true }) user) { return user?.name ?? 'nobody'; }
      @Authenticated({ maxAge: '10m' }) ${get('/fresh')} async fresh() { return 'fresh'; }
      @Authenticated({ maxAge: '10m', strategy: 'local' }) ${get('/local')} async local() { return 'local'; }
      ${get('/away')} async away(@Context() ctx) { ctx.redirect('/who'); }
      ${get('/cookies')} async cookies(@Context() ctx) { return cookiesOf(ctx); }
      ${get('/below/cookies')} async below(@Context() ctx) { return cookiesOf(ctx); }
      ${get('/mark')} async mark(@Context() ctx) { ctx.cookies.set('gone', '1', { signed: false }); return ''; }
      ${get('/trail')} async trail(@Context() ctx) {
        ctx.cookies.set('gone', null, { signed: false });
        ctx.cookies.set('below', '1', { signed: false, path: '/below' });
        ctx.redirect('/below/cookies'); }
      ${get('/page')} async page(@Context() ctx) { return ctx.csrf; }
      @HTTPMethod({ method: HTTPMethodEnum.PUT, path: '/verb' }) async put(@CurrentUser({ optional: true }) user) { return user?.name; }
      @HTTPMethod({ method: HTTPMethodEnum.PATCH, path: '/verb' }) async patch(@CurrentUser({ optional: true }) user) { return user?.name; }
      @HTTPMethod({ method: HTTPMethodEnum.DELETE, path: '/verb' }) async remove(@CurrentUser({ optional: true }) user) { return user?.name; }
      @Authenticated() ${post('/form')} async form(@HTTPBody() body, @CurrentUser() user) { return user.name + ' ' + body.text; } }
      const cookiesOf = ctx => ctx.get('cookie').split('; ').filter(cookie => !/^(EGG_SESS|csrfToken)=/.test(cookie));`,
  }),
};

describe('app.loginAs', () => {
  const on = running({
    ...PAGES,
    'config/config.default.ts': `export default { keys: 'k', passport: { session: { maxLifetime: '1h' } } };`,
  });
  afterEach(() => mm.restore());
  const ADA = { name: 'ada' };

  it('makes the login as old as `at` says, for guards and for the longest life of a session', async () => {
    const ago = (minutes: number) => on.app.loginAs(ADA, { at: Date.now() - minutes * MINUTE });
    await (await ago(9)).get('/fresh').expect(200, 'fresh');
    const eleven = await ago(11);
    await eleven.get('/fresh').expect(401);
    await eleven.get('/me').expect(200, 'ada');
    const over = await on.app.loginAs(ADA, { at: new Date(Date.now() - 61 * MINUTE) });
    await over.get('/who').expect(200, 'nobody');
  });

  it('makes the login with the strategy that is named: guards and verifiers of that strategy see it', async () => {
    await (await on.app.loginAs(ADA, { strategy: 'local' })).get('/local').expect(200, 'local');
    await (await on.app.loginAs(ADA)).get('/local').expect(401);
    const machine = await on.app.loginAs(ADA, { strategy: 'api-key' });
    await machine.get('/local').expect(401);
    const { body } = await machine.get('/session').expect(200);
    const { user, strategy } = (body as { passport: Record<string, unknown> }).passport;
    assert.deepEqual({ user, strategy }, { user: 'machine ada', strategy: 'api-key' });
  });

  it('gives agents that ask in every way that app.httpRequest() asks', async () => {
    const ada = await on.app.loginAs(ADA);
    on.app.mockCsrf();
    await ada.put('/verb').expect(200, 'ada');
    await ada.patch('/verb').expect(200, 'ada');
    await ada.delete('/verb').expect(200, 'ada');
    await ada.del('/verb').expect(200, 'ada');
    await ada.head('/me').expect(200).expectHeader('cache-control');
    assert.deepEqual(Object.keys(ada).sort(), Object.keys(on.app.httpRequest()).sort());
  });

  it('leaves CSRF to the application: forms want a token, or mockCsrf()', async () => {
    const ada = await on.app.loginAs(ADA);
    await ada.post('/form').type('form').send({ text: 'hello' }).expect(403);
    const { text: _csrf } = await ada.get('/page').expect(200);
    await ada.post('/form').type('form').send({ text: 'hello', _csrf }).expect(200, 'ada hello');
    await ada.post('/form').set('x-csrf-token', _csrf).send({ text: 'in JSON' }).expect(200, 'ada in JSON');
    await (await on.app.loginAs(ADA)).post('/form').type('form').send({ text: 'hello', _csrf }).expect(403);
    on.app.mockCsrf();
    await ada.post('/form').type('form').send({ text: 'hello' }).expect(200, 'ada hello');
  });

  it('follows redirects as the user', async () => {
    const ada = await on.app.loginAs(ADA);
    await ada.get('/away').redirects(1).expect(200, 'ada');
  });

  it('carries the cookies that a request brings by itself, too', async () => {
    const ada = await on.app.loginAs(ADA);
    await ada.get('/who').set('Cookie', 'a=1').expect(200, 'ada');
    await ada.get('/cookies').set('Cookie', 'a=1; b=2').expect(200, ['a=1', 'b=2']);
    await ada
      .get('/cookies')
      .set({ Cookie: ['a=1', 'b=2'] } as never)
      .expect(200, ['a=1', 'b=2']);
    on.app.mockCsrf();
    const alan = cookiesOf(await on.post('/login').send({ username: 'alan', password: 'right' }).expect(200));
    await ada
      .get('/who')
      .set({ Cookie: alan } as never)
      .expect(200, 'alan');
    await ada.get('/who').expect(200, 'ada');
  });

  it('sends on a redirect what belongs there: cookies of that path, and none that is over', async () => {
    const ada = await on.app.loginAs(ADA);
    await ada.get('/mark').expect(200);
    await ada.get('/cookies').expect(200, ['gone=1']);
    await ada.get('/trail').set('Cookie', 'mine=1').redirects(1).expect(200, ['below=1', 'mine=1']);
    await ada.get('/cookies').expect(200, []);
  });

  it('stands beside a mocked user, who wins, and is there again when it is taken back', async () => {
    const ada = await on.app.loginAs(ADA);
    on.app.mockUser({ name: 'mocked' });
    await ada.get('/who').expect(200, 'mocked');
    await on.get('/who').expect(200, 'mocked');
    const alan = await on.app.loginAs({ name: 'alan' });
    await alan.get('/who').expect(200, 'mocked');
  });

  it('says what cannot be', async () => {
    const { app } = on;
    await assert.rejects(app.loginAs(null), { code: 'login_without_user' });
    await assert.rejects(app.loginAs(Promise.resolve(ADA)), { code: 'test_kit', message: /is a promise: await it/ });
    await assert.rejects(app.loginAs(ADA, { strategy: 'lokal' }), {
      code: 'strategy_unknown',
      message: /Nothing registers the strategy 'lokal'\. Did you mean 'local'\?/,
    });
    await assert.rejects(app.loginAs(ADA, { strategy: 'session' }), { code: 'test_kit', message: /no login/ });
    await assert.rejects(app.loginAs(ADA, { at: new Date('soon') }), { code: 'test_kit', message: /`at` is no time/ });
    await assert.rejects(app.loginAs(ADA, { startegy: 'local' } as object), {
      code: 'test_kit',
      message: "The login has no 'startegy'. Did you mean 'strategy'?",
    });
    app.mockSession({ mine: true });
    await assert.rejects(app.loginAs(ADA), { code: 'test_kit', message: /mockSession\(\)/ });
    assert.equal((app as unknown as { context: { session: { mine: boolean } } }).context.session.mine, true);
  });

  it('fails with what a serializer fails with, and nobody is logged in', async () => {
    await assert.rejects(on.app.loginAs({ name: null }), { code: 'serialize_failed' });
    await on.get('/who').expect(200, 'nobody');
  });
});

describe('app.loginAs, in other applications', () => {
  afterEach(() => mm.restore());

  it('needs sessions, and says so', () =>
    withApp({ 'config/plugin.ts': plugins('session: false,') }, async app => {
      await assert.rejects(app.loginAs({ name: 'ada' }), {
        code: 'session_unavailable',
        message: /enable the plugin `session`, or use mockUser\(\)/,
      });
    }));

  for (const env of ['prod', 'local']) {
    it(`is not there in ${env}, and neither is the rest of the kit`, () =>
      withApp(
        { 'config/plugin.ts': `export default { passport: { enable: true, package: 'tegg-passport' } };` },
        async app => {
          for (const name of ['loginAs', 'asNobody', 'mockStrategy', 'mockUser', 'mockUserContext', 'runAs'])
            assert.equal(name in app, false, name);
        },
        { env },
      ));
  }

  it('works where the cookie of the session is for TLS only, has a name and a path', () =>
    withApp(
      {
        ...PAGES,
        ...LOGIN,
        'config/config.default.ts': config(`session: { secure: true, key: 'SID', path: '/below' },`),
        'app/router.ts': `export default app => app.get('/below/me', ctx => { ctx.body = ctx.user?.name ?? 'nobody'; });`,
      },
      async app => {
        const ada = await app.loginAs({ name: 'ada' });
        await ada.get('/below/me').expect(200, 'ada');
        await ada.get('/who').expect(200, 'nobody');
      },
    ));

  it('works in an application without tegg, whose hooks are of the egg-passport kind', () =>
    withApp(
      {
        'config/plugin.ts': `export default { passport: { enable: true, package: 'tegg-passport' } };`,
        'config/config.default.ts': config(),
        'app.ts': `export default app => {
          app.passport.serializeUser(async (ctx, user) => user.id);
          app.passport.deserializeUser(async (ctx, id) => ({ id })); }`,
        'app/router.ts': `export default app => { app.get('/me', ctx => { ctx.body = ctx.user ?? {}; }); }`,
      },
      async app => {
        const ada = await app.loginAs({ id: '1' });
        await ada.get('/me').expect(200, { id: '1' });
        await mm.restore();
        await ada.get('/me').expect(200, {});
      },
    ));
});

describe('app.mockUser', () => {
  const on = running(PAGES);
  afterEach(() => mm.restore());
  const who = async (headers = {}) => (await on.get('/who', headers).expect(200)).text;

  it('may be called again: the last user wins, and mm.restore() takes all of them back', async () => {
    on.app.mockUser({ name: 'one' });
    on.app.mockUser({ name: 'two' });
    assert.equal(await who(), 'two');
    on.app.mockUser({ name: 'one' });
    assert.equal(await who(), 'one');
    await mm.restore();
    assert.equal(await who(), 'nobody');
  });

  it('gives a plain object what it does not say, and leaves users of a class what they are', async () => {
    class Account {
      #name = 'of a class';
      get name() {
        return this.#name;
      }
    }
    on.app.mockUser(new Account());
    assert.equal(await who(), 'of a class');
    for (const none of [undefined, null]) {
      on.app.mockUser(none);
      assert.equal(await who(), 'mock_name');
    }
    assert.equal(on.app.mockUserContext('a text').user, 'a text');
    assert.throws(() => on.app.mockUser(Promise.resolve({ name: 'ada' })), { code: 'test_kit', message: /await it/ });
  });

  it('wins over a live session, which is there again afterwards', async () => {
    const Cookie = await on.login('ada');
    assert.equal(await who({ Cookie }), 'ada');
    on.app.mockUser({ name: 'mocked' });
    assert.equal(await who({ Cookie }), 'mocked');
    await mm.restore();
    assert.equal(await who({ Cookie }), 'ada');
  });

  it('lets a login in a request replace the user, for that request', async () => {
    on.app.mockUser({ name: 'mocked' });
    const res = await on.post('/login').send({ username: 'ada', password: 'right' }).expect(200, { name: 'ada' });
    assert.equal(await who(), 'mocked');
    await mm.restore();
    assert.equal(await who({ Cookie: cookiesOf(res) }), 'ada');
  });
});

describe('app.asNobody', () => {
  const on = running(PAGES);
  afterEach(() => mm.restore());
  const who = async () => (await on.get('/who').expect(200)).text;

  it('takes back mockUser, loginAs and mockStrategy', async () => {
    const ada = await on.app.loginAs({ name: 'ada' });
    on.app.mockStrategy('local', { name: 'mocked' });
    on.app.mockUser({ name: 'mocked' });
    await ada.get('/who').expect(200, 'mocked');
    on.app.asNobody();
    assert.equal(await who(), 'nobody');
    await ada.get('/who').expect(200, 'nobody');
    await on.post('/login').send({ username: 'ada', password: 'wrong' }).expect(401);
  });

  it('takes back nothing else: neither mocks of the application, nor real sessions', async () => {
    const Cookie = await on.login('ada');
    mm(await on.object<object>('accounts'), 'find', () => ({ name: 'found' }));
    on.app.mockUser();
    on.app.asNobody();
    await on.get('/who', { Cookie }).expect(200, 'found');
  });

  it('gives an agent that is nobody, and may log in', async () => {
    const stranger = on.app.asNobody();
    const ada = await on.app.loginAs({ name: 'ada' });
    await stranger.get('/who').expect(200, 'nobody');
    await ada.get('/who').expect(200, 'ada');
    await stranger.post('/login').send({ username: 'alan', password: 'right' }).expect(200);
    await stranger.get('/who').expect(200, 'alan');
    on.app.asNobody();
    await stranger.get('/who').expect(200, 'nobody');
  });

  it('may be called where nobody is, and everything may be used again after it', async () => {
    on.app.asNobody();
    on.app.mockUser({ name: 'again' });
    assert.equal(await who(), 'again');
    on.app.asNobody();
    await (await on.app.loginAs({ name: 'ada' })).get('/who').expect(200, 'ada');
    await mm.restore();
    assert.equal(await who(), 'nobody');
  });
});

function stampOf(session: unknown): unknown {
  const { stamp } = (session as { passport: { stamp?: unknown } }).passport;
  assert.match(String(stamp), /^.{8,}$/);
  return stamp;
}
