import assert from 'node:assert/strict';
import mm from 'egg-mock';
import { AuthorizationError } from 'tegg-passport';
import { Browser } from '../support/Browser';
import { Heard } from '../support/Heard';
import { BEARER, MCP, MCP_PLUGINS, mcpConfig, runningMcp, tool } from '../support/mcp';
import { config } from '../support/generate';
import { startOAuthSite, type OAuthSite } from '../support/oauthSite';
import { STORES } from '../support/sessionStores';
import {
  controllers,
  get,
  HTML,
  inModule,
  JSON_ONLY,
  LOGIN_CONTROLLER,
  post,
  PUBLIC_PROTO,
  running,
} from '../support/running';

const AUTH = `@Inject() private readonly authService: AuthService;`;

const DESK = inModule('desk', {
  Desk: `
    @AuthPolicy('even') export class EvenPolicy { can(user) { return user.name.length % 2 === 0; } }
    @AuthPolicy('own') export class OwnPolicy { can() { throw new AuthorizationError('not yours', { code: 'not_yours' }); } }
    @AuthPolicy('asks') export class AskingPolicy { ${AUTH}
      async can() { await this.authService.authorize('even'); return true; } }
    @AuthPolicy('broken') export class BrokenPolicy { can() { throw new Error('of the policy'); } }
    @SingletonProto(${PUBLIC_PROTO}) export class Vault { ${AUTH}
      @Authenticated() async open() { return 'open'; }
      @Roles('admin') sync() { return 'open'; }
      async asAda() { return this.authService.runAs({ id: 7, name: 'ada' }, () => this.sync()); } }`,
});

const PAGES = controllers({
  LoginController: LOGIN_CONTROLLER,
  PageController: `@HTTPController({ path: '/' }) export class PageController { ${AUTH}
    @Inject() private readonly vault: { open(): Promise<string> };
    @Authenticated() ${get('/me')} async me() { return 'me'; }
    @Authenticated('api-key') ${get('/machine')} async machine() { return 'machine'; }
    @Authenticated(['session', 'api-key']) ${get('/either')} async either() { return 'either'; }
    @Authenticated({ optional: true }) ${get('/perhaps')} async perhaps() { return 'perhaps'; }
    @Authenticated({ policy: 'even' }) ${get('/even')} async even() { return 'even'; }
    @Authenticated({ policy: 'own' }) ${get('/own')} async own() { return 'own'; }
    @Authenticated({ policy: 'asks' }) ${get('/asks')} async asks() { return 'asks'; }
    @Authenticated({ policy: 'broken' }) ${get('/broken')} async broken() { return 'broken'; }
    @Authenticated('api-key', { policy: 'even' }) ${get('/even-machine')} async evenMachine() { return 'even'; }
    @Roles('admin') ${get('/burn')} async burn() { return 'burn'; }
    @Authenticated({ maxAge: '10m' }) ${get('/fresh')} async fresh() { return 'fresh'; }
    ${get('/vault')} async open() { return this.vault.open(); }
    ${get('/can')} async can() { return String(await this.authService.can('even')); }
    ${get('/authorize')} async authorize() { await this.authService.authorize('even'); return 'may'; }
    ${get('/outcome')} async outcome() { return (await this.authService.authenticate('api-key')).type; }
    @Login('local', { failureRedirect: '/again' }) ${post('/form')} async form() { return 'in'; }
    @Login('api-key', { session: false }) ${post('/token')} async token() { return { token: 'a token' }; }
    @Login('api-key', { session: false }) ${post('/token-and-fail')} async fails() { throw new Error('later'); }
    @Login('api-key', { session: false }) ${post('/token-and-session')} async both(@Context() ctx, @CurrentUser() user) {
      await ctx.login(user); return 'both'; }
    ${post('/as')} async as(@Context() ctx) { await ctx.login({ name: 'ada' }, { session: false }); return 'as'; } }`,
});

const ROUTER = {
  'app/router.ts': `export default app => {
    app.post('/plain', app.passport.authenticate('local', { failWithError: false }));
    app.post('/error', app.passport.authenticate('local'));
    app.get('/api', app.passport.authenticate('api-key', { session: false, successRedirect: undefined }), async ctx => { ctx.body = 'api'; });
    app.get('/acl', async ctx => { await ctx.acl('even'); ctx.body = 'may'; });
  };`,
};

const WRONG = { username: 'ada', password: 'a wrong password' };
const KEY = (name: string) => ({ 'x-api-key': name });

describe('the event of a refusal', () => {
  const on = running({
    ...DESK,
    ...PAGES,
    ...ROUTER,
    'config/config.default.ts': config(`passport: { loginURL: '/login' }`),
  });
  let heard: Heard;
  beforeEach(() => {
    heard = new Heard(on.app);
  });
  afterEach(() => {
    heard.stop();
    mm.restore();
  });

  const refusedBy = async (facts: object): Promise<void> =>
    assert.deepEqual(await heard.facts(), [{ type: 'refused', ...facts }]);

  it('says where from', async () => {
    await on.get('/me', { ...JSON_ONLY, 'User-Agent': 'u'.repeat(300) }).expect(401);
    const [{ at, ip, userAgent, requestId }] = await heard.take();
    assert.ok(Math.abs(Date.now() - at) < 10_000);
    assert.equal(ip, '127.0.0.1');
    assert.equal(userAgent, 'u'.repeat(200));
    assert.ok(requestId);
  });

  describe('at a login', () => {
    for (const [path, status] of [
      ['/login', 401],
      ['/form', 302],
      ['/plain', 401],
      ['/error', 401],
    ] as const) {
      it(`that fails comes once, and names no account: ${path}`, async () => {
        await on.post(path, JSON_ONLY).send(WRONG).expect(status);
        await refusedBy({ reason: 'credentials_invalid', strategy: 'local' });
      });
    }

    it('that is malformed comes once', async () => {
      await on
        .post('/login', JSON_ONLY)
        .send({ username: ['ada'], password: 'right' })
        .expect(400);
      await refusedBy({ reason: 'credentials_malformed', strategy: 'local' });
    });

    it('that breaks is none: it is an error', async () => {
      await on.post('/login', JSON_ONLY).send({ username: 'ada', password: 'break' }).expect(500);
      assert.deepEqual(await heard.facts(), []);
    });
  });

  describe('at a guard of a route', () => {
    it('comes once, for browsers who are sent to the login page too', async () => {
      await on.get('/me', JSON_ONLY).expect(401);
      await refusedBy({ reason: 'unauthenticated', strategy: 'session' });
      await on.get('/me', HTML).expect(302);
      await refusedBy({ reason: 'unauthenticated', strategy: 'session' });
    });

    it('names every strategy that was tried', async () => {
      await on.get('/either', KEY('wrong')).expect(401);
      await refusedBy({ reason: 'unauthenticated', strategy: 'session,api-key' });
    });

    it("has the code of the strategy's own refusal", async () => {
      await on.get('/machine', JSON_ONLY).expect(401);
      await refusedBy({ reason: 'unauthenticated', strategy: 'api-key' });
    });

    it('says who wants a fresh login', async () => {
      const cookie = await on.login('ada');
      await heard.take();
      const later = Date.now() + 11 * 60_000;
      mm(Date, 'now', () => later);
      await on.get('/fresh', { ...JSON_ONLY, cookie }).expect(401);
      await refusedBy({ reason: 'reauthentication_required', strategy: 'session', userId: 'ada' });
    });

    it('says whom a policy has refused, and which', async () => {
      const cookie = await on.login('ada');
      await heard.take();
      await on.get('/even', { cookie }).expect(403);
      await refusedBy({ reason: 'forbidden', strategy: 'session', policy: 'even', userId: 'ada' });
      await on.get('/burn', { cookie }).expect(403);
      await refusedBy({ reason: 'forbidden', strategy: 'session', policy: 'roles', userId: 'ada' });
    });

    it('comes once from a policy that refuses in its own words, or by asking another', async () => {
      const cookie = await on.login('ada');
      await heard.take();
      await on.get('/own', { ...JSON_ONLY, cookie }).expect(403);
      await refusedBy({ reason: 'not_yours', strategy: 'session', policy: 'own', userId: 'ada' });
      await on.get('/asks', { cookie }).expect(403);
      await refusedBy({ reason: 'forbidden', strategy: 'session', policy: 'even', userId: 'ada' });
      await on.get('/broken', { cookie }).expect(500);
      assert.deepEqual(await heard.facts(), []);
    });

    it('knows no id of a user that has none', async () => {
      await on.get('/even-machine', KEY('ada')).expect(403);
      await refusedBy({ reason: 'forbidden', strategy: 'api-key', policy: 'even' });
    });

    it('is none where the guard opens, or is optional', async () => {
      const cookie = await on.login('ed');
      await heard.take();
      await on.get('/even', { cookie }).expect(200);
      await on.get('/perhaps').expect(200);
      await on.get('/machine', KEY('ada')).expect(200);
      assert.deepEqual(await heard.facts(), []);
    });
  });

  describe('elsewhere', () => {
    it('comes once where a guarded method does not open', async () => {
      await on.get('/vault', JSON_ONLY).expect(401);
      await refusedBy({ reason: 'unauthenticated', strategy: 'session' });
    });

    it('says nothing of where from, where there is no request', async () => {
      const vault = await on.object<{ open(): Promise<string>; asAda(): Promise<string> }>('vault');
      await assert.rejects(vault.open());
      await assert.rejects(vault.asAda(), AuthorizationError);
      const events = await heard.take();
      assert.deepEqual(
        events.map(({ at: _at, ...event }) => event),
        [
          { type: 'refused', reason: 'unauthenticated', strategy: 'session' },
          { type: 'refused', reason: 'forbidden', strategy: 'session', policy: 'roles', userId: 7 },
        ],
      );
    });

    for (const path of ['/authorize', '/acl']) {
      it(`comes once from ${path}`, async () => {
        await on.get(path, JSON_ONLY).expect(401);
        await refusedBy({ reason: 'unauthenticated', strategy: 'session' });
        const cookie = await on.login('ada');
        await heard.take();
        await on.get(path, { ...JSON_ONLY, cookie }).expect(403);
        await refusedBy({ reason: 'forbidden', strategy: 'session', policy: 'even', userId: 'ada' });
      });
    }

    it('is none where the application only asks', async () => {
      const cookie = await on.login('ada');
      await heard.take();
      await on.get('/can', { cookie }).expect(200, 'false');
      await on.get('/outcome').expect(200, 'fail');
      assert.deepEqual(await heard.facts(), []);
    });
  });

  describe('or of a login', () => {
    it('names its strategy', async () => {
      await on.login('ada');
      assert.deepEqual(await heard.facts(), [{ type: 'login', strategy: 'local', userId: 'ada' }]);
    });

    it('without a session is a login at a login endpoint', async () => {
      await on.post('/token', KEY('ada')).expect(200, { token: 'a token' });
      assert.deepEqual(await heard.facts(), [{ type: 'login', strategy: 'api-key' }]);
    });

    it('without a session is one together with a login through it', async () => {
      await on.post('/token-and-session', KEY('ada')).expect(200, 'both');
      assert.deepEqual(await heard.facts(), [{ type: 'login', userId: 'ada' }]);
    });

    it('without a session is none where the request fails, and none of a guard', async () => {
      await on.post('/token-and-fail', KEY('ada')).expect(500);
      await on.get('/machine', KEY('ada')).expect(200);
      await on.get('/api', KEY('ada')).expect(200);
      await on.post('/as').expect(200);
      assert.deepEqual(await heard.facts(), []);
    });
  });
});

for (const store of STORES) {
  describe(`events of a login at a provider, with sessions in ${store}`, () => {
    let site: OAuthSite;
    before(async () => {
      site = await startOAuthSite({ store });
    });
    after(() => site.close());

    it('come once for many callbacks at once, and once for each refusal', async () => {
      const heard = new Heard(site.app);
      const browser = new Browser();
      const { state } = await site.start(browser);
      assert.deepEqual(await heard.facts(), []);
      await Promise.all(Array.from({ length: 20 }, () => site.back(browser, { code: 'of-ada', state })));
      assert.equal(await site.userOf(browser), 'ada');
      const facts = await heard.facts();
      const logins = facts.filter(fact => (fact as { type: string }).type === 'login');
      assert.deepEqual(logins, [{ type: 'login', strategy: 'github', userId: 'ada' }]);
      assert.equal(facts.length, 20);
      heard.stop();
    });

    it('say that somebody has refused there', async () => {
      const heard = new Heard(site.app);
      const browser = new Browser();
      const { state } = await site.start(browser);
      await site.back(browser, { error: 'access_denied', error_description: 'a <b>text</b>', state });
      assert.deepEqual(await heard.facts(), [{ type: 'refused', reason: 'access_denied', strategy: 'github' }]);
      heard.stop();
    });
  });
}

describe('the event of a refusal by an MCP server', () => {
  const { on, send, cookieOf } = runningMcp({
    'config/plugin.ts': MCP_PLUGINS,
    'config/config.default.ts': mcpConfig(),
    ...inModule('mcp', { TokenLogin: BEARER }),
    ...controllers({
      LoginController: LOGIN_CONTROLLER,
      ToolController: `${MCP} @MCPController() export class ToolController {
        @Authenticated('bearer') @MCPTool() async token() { return { content: [{ type: 'text', text: 'yes' }] }; }
        @Roles('admin') @MCPTool() async burn() { return { content: [{ type: 'text', text: 'yes' }] }; }
        @MCPTool() async open() { return { content: [{ type: 'text', text: 'yes' }] }; } }`,
    }),
  });
  let heard: Heard;
  beforeEach(() => {
    heard = new Heard(on.app);
  });
  afterEach(() => heard.stop());

  it('comes once, and only from a method that does not open', async () => {
    assert.equal((await send('/mcp/stateless/stream', tool('token'), { authorization: 'Bearer no' })).status, 401);
    assert.deepEqual(await heard.facts(), [{ type: 'refused', reason: 'unauthenticated', strategy: 'bearer' }]);
    assert.equal((await send('/mcp/stateless/stream', tool('open'))).status, 200);
    assert.equal(
      (await send('/mcp/stateless/stream', tool('token'), { authorization: 'Bearer token-of-ada' })).status,
      200,
    );
    assert.deepEqual(await heard.facts(), []);
  });

  it('says which policy', async () => {
    const cookie = await cookieOf('ada');
    await heard.take();
    assert.equal((await send('/mcp/stateless/stream', tool('burn'), cookie)).status, 403);
    assert.deepEqual(await heard.facts(), [
      { type: 'refused', reason: 'forbidden', strategy: 'session', policy: 'roles', userId: 'ada' },
    ]);
  });
});
