import assert from 'node:assert/strict';
import { request } from 'node:http';
import { config, moduleJson } from '../support/generate';
import { listen } from '../support/listen';
import { controllers, cookiesOf, get, HTML, JSON_ONLY, OURS, post, running, TEGG } from '../support/running';

const ACCOUNT = `@HTTPController({ path: '/' }) export class AccountController {
  @Inject() private readonly authService: AuthService;
  @Login('local') ${post('/login')} async login(@CurrentUser() user) { return user; }
  @Login('local', { failureRedirect: '/sign-in?failed' }) ${post('/login-page')} async page() { return 'in'; }
  @Login('local', { successReturnToOrRedirect: '/home', keepSessionInfo: true }) ${post('/login-return')} async back() { throw new Error('not reached'); }
  ${post('/logout')} async logout() { await this.authService.logout(); return 'out'; }
  ${get('/open')} async open(@Context() ctx) { return { user: ctx.user ?? null, returnTo: ctx.session.returnTo ?? null, session: ctx.session }; }
  ${post('/session')} async write(@HTTPBody() body, @Context() ctx) { Object.assign(ctx.session, body); return 'written'; }
  @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user; }
  @Authenticated() ${post('/me')} async write2(@CurrentUser() user) { return user; }
  @Authenticated('api-key') ${get('/key')} async key(@CurrentUser() user, @Context() ctx) { return { user, ctx: ctx.user, service: this.authService.user }; }
  @Authenticated(['session', 'api-key']) ${get('/either')} async either(@CurrentUser() user) { return user; }
  @Authenticated(['api-key', 'session']) ${get('/or')} async or(@CurrentUser() user) { return user; }
  @Authenticated('session') ${get('/named')} async named(@CurrentUser() user) { return user; } }`;

describe('a guard', () => {
  const on = running({
    ...controllers({
      AccountController: ACCOUNT,
      SignInController: `@Authenticated() @HTTPController({ path: '/sign-in' }) export class SignInController {
        ${get('/')} async show() { return 'the login page'; } }`,
    }),
    'config/config.default.ts': config(`passport: { loginURL: '/sign-in' }`),
  });

  it("without a name wants the session's user, and so does one that names 'session'", async () => {
    const ada = await on.agent('ada');
    for (const path of ['/me', '/named', '/either', '/or']) await ada.get(path).expect(200, { name: 'ada' });
    for (const path of ['/me', '/named']) await on.get(path, JSON_ONLY).expect(401);
  });

  it('with a name runs that strategy, and a session does not open it', async () => {
    await on.get('/key', { 'x-api-key': 'machine' }).expect(200);
    await (await on.agent('ada')).get('/key').expect(401);
  });

  it('with several takes the first that accepts', async () => {
    const ada = await on.agent('ada');
    await ada.get('/either').set('x-api-key', 'machine').expect(200, { name: 'ada' });
    await ada.get('/or').set('x-api-key', 'machine').expect(200, { name: 'machine' });
    await on.get('/either', { 'x-api-key': 'machine' }).expect(200, { name: 'machine' });
    await on.get('/either', { 'x-api-key': 'wrong', ...JSON_ONLY }).expect(401);
  });

  it("beside a live session gives the api key's user, and never opens or changes the session", async () => {
    const ada = await on.agent('ada');
    const accounts = await on.object<{ restored: number }>('accounts');
    const machine = { name: 'machine' };
    const res = await ada.get('/key').set('x-api-key', 'machine').expect(200);
    assert.deepEqual(res.body, { user: machine, ctx: machine, service: machine });
    assert.equal(cookiesOf(res), undefined);
    await ada.get('/me').expect(200, { name: 'ada' });
    const before = accounts.restored;
    const anonymous = await on.get('/key', { 'x-api-key': 'machine' }).expect(200);
    assert.equal(cookiesOf(anonymous), undefined);
    assert.equal(accounts.restored, before);
  });

  it('never logs anyone in', async () => {
    const res = await on.get('/either', { 'x-api-key': 'machine' }).expect(200);
    assert.equal(cookiesOf(res), undefined);
    const refused = await on.get('/me?username=ada&password=right', JSON_ONLY).expect(401);
    assert.equal(cookiesOf(refused), undefined);
  });

  it('refuses whom the verifiers do not know', async () => {
    await on.get('/key', { 'x-api-key': 'nobody' }).expect(401);
  });

  describe('that does not open', () => {
    it('sends a browser to the login page, and the login back to the page that it wanted', async () => {
      for (const path of ['/me?tab=1&a=%2F', '/either', '/named']) {
        const away = await on.get(path, HTML).expect(302).expect('Location', '/sign-in');
        const open = await on.get('/open', { Cookie: cookiesOf(away) }).expect(200);
        assert.equal((open.body as { returnTo: string }).returnTo, path);
        const back = await on
          .post('/login-return', { Cookie: cookiesOf(away) })
          .send({ username: 'ada', password: 'right' })
          .expect(302)
          .expect('Location', path);
        await on.get('/me', { Cookie: cookiesOf(back) }).expect(200, { name: 'ada' });
      }
    });

    it('sends a HEAD of a browser there too', () =>
      on.app.httpRequest().head('/me').set(HTML).expect(302).expect('Location', '/sign-in'));

    const REFUSED: Record<string, Record<string, string>> = {
      'that asks for JSON': JSON_ONLY,
      'that takes anything': { Accept: '*/*' },
      'that says nothing of what it takes': { Accept: '' },
      'that is an XHR': { ...HTML, 'X-Requested-With': 'XMLHttpRequest' },
    };
    for (const [who, headers] of Object.entries(REFUSED)) {
      it(`answers a client ${who} 401 with the challenges, and opens no session`, async () => {
        const res = await on.get('/me', headers).expect(401);
        assert.equal(res.headers['www-authenticate'], 'Session realm="generated"');
        assert.equal(cookiesOf(res), undefined);
      });
    }

    it('answers a browser that sends a form 401', async () => {
      const res = await on.post('/me', HTML).send({}).expect(401);
      assert.equal(res.headers.location, undefined);
    });

    it('never redirects where the guard does not name the session', async () => {
      const res = await on.get('/key', HTML).expect(401);
      assert.equal(res.headers['www-authenticate'], 'ApiKey');
      assert.equal(cookiesOf(res), undefined);
    });

    it('carries the challenges of all its strategies, in their order', async () => {
      const res = await on.get('/either', JSON_ONLY).expect(401);
      assert.equal(res.headers['www-authenticate'], 'Session realm="generated", ApiKey');
      assert.equal((res.body as { code: string }).code, 'unauthenticated');
    });

    it('does not go in circles where the login page itself is guarded', async () => {
      for (const path of ['/sign-in', '/sign-in?failed']) {
        const res = await on.get(path, HTML).expect(401);
        assert.equal(res.headers.location, undefined);
        assert.equal(cookiesOf(res), undefined);
      }
    });
  });
});

describe('a login page under a full URL', () => {
  const on = running({
    ...controllers({
      AccountController: ACCOUNT,
      SignInController: `@Authenticated() @HTTPController({ path: '/sign-in' }) export class SignInController {
        ${get('/')} async show() { return 'the login page'; } }`,
    }),
    'config/config.default.ts': config(`passport: { loginURL: 'https://app.example/sign-in?from=app' }`),
  });

  it('is where browsers go', () =>
    on.get('/me', HTML).expect(302).expect('Location', 'https://app.example/sign-in?from=app'));

  it('does not go in circles where it is guarded itself', async () => {
    const res = await on.get('/sign-in', { ...HTML, Host: 'app.example' }).expect(401);
    assert.equal(res.headers.location, undefined);
  });
});

describe('strategies that neither accept nor refuse', () => {
  const on = running({
    'app/module/odd/package.json': moduleJson('odd'),
    'app/module/odd/Odd.ts': `${OURS}
      import { Strategy as Base } from 'passport';
      class Redirecting extends Base { authenticate() { this.redirect('https://provider.example/'); } }
      class Passing extends Base { authenticate() { this.pass(); } }
      @Strategy('redirecting', Redirecting) export class RedirectLogin { validate() { return 1; } }
      @Strategy('passing', Passing) export class PassLogin { validate() { return 1; } }
      @Strategy('broken') export class BrokenLogin { authenticate() { throw new Error('the database is down'); } }`,
    ...controllers({
      AccountController: ACCOUNT,
      OddController: `@HTTPController({ path: '/odd' }) export class OddController {
        @Authenticated('redirecting') ${get('/redirecting')} async redirecting() { return 'reached'; }
        @Authenticated('passing') ${get('/passing')} async passing() { return 'reached'; }
        @Authenticated(['passing', 'redirecting', 'api-key']) ${get('/all')} async all(@CurrentUser() user) { return user; }
        @Login('passing') ${get('/login')} async login() { return 'reached'; }
        @Login('redirecting') ${get('/login-away')} async away() { return 'reached'; }
        @Authenticated(['broken', 'api-key']) ${get('/broken')} async broken() { return 'reached'; } }`,
    }),
  });

  it('do not open a guard, and the next one is asked', async () => {
    for (const path of ['/odd/redirecting', '/odd/passing', '/odd/all']) {
      const res = await on.get(path).expect(401);
      assert.ok(res.headers['www-authenticate']);
      assert.equal(res.headers.location, undefined);
    }
    await on.get('/odd/all', { 'x-api-key': 'ada' }).expect(200, { name: 'ada' });
  });

  it('log nobody in: who passes is refused, who redirects is redirected', async () => {
    await on.get('/odd/login').expect(401);
    await on.get('/odd/login-away').expect(302).expect('Location', 'https://provider.example/');
  });

  it('and one that is broken is a server error, whatever the next one would say', async () => {
    await on.get('/odd/broken', { 'x-api-key': 'ada' }).expect(500);
  });
});

describe('a controller in a tegg module of its own', () => {
  const on = running({
    'app/module/shop/package.json': moduleJson('shop'),
    'app/module/shop/ShopController.ts': `${TEGG}\n${OURS}
      @Authenticated('api-key') @HTTPController({ path: '/shop' }) export class ShopController {
        ${get('/')} async show(@CurrentUser() user) { return user; }
        @Public() ${get('/open')} async open() { return 'open'; } }`,
    ...controllers({ AccountController: ACCOUNT }),
  });

  it('is guarded like any other', async () => {
    await on.get('/shop').expect(401);
    await on.get('/shop', { 'x-api-key': 'ada' }).expect(200, { name: 'ada' });
    await on.get('/shop/open').expect(200, 'open');
  });
});

describe('returnTo', () => {
  const on = running({
    ...controllers({
      AccountController: ACCOUNT,
      AnyController: `@HTTPController({}) export class AnyController {
        @Authenticated() @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/(.*)', priority: -1 }) async show() { return 'any'; } }`,
    }),
    'config/config.default.ts': config(`passport: { loginURL: '/sign-in' }`),
  });

  for (const path of ['//evil.example/x', '///evil.example', '/\\evil.example']) {
    it(`of a request for ${path} is the root: a browser would take it for another site`, async () => {
      const server = await listen(on.app.callback());
      try {
        const cookies = await new Promise<string[]>((resolve, reject) => {
          request(`${server.origin}`, { path, headers: HTML }, res => {
            res.resume();
            assert.equal(res.statusCode, 302);
            resolve(res.headers['set-cookie'] ?? []);
          })
            .on('error', reject)
            .end();
        });
        const open = await on.get('/open', { Cookie: cookies }).expect(200);
        assert.equal((open.body as { returnTo: string }).returnTo, '/');
      } finally {
        await server.close();
      }
    });
  }
});

describe('without a loginURL', () => {
  const on = running(controllers({ AccountController: ACCOUNT }));

  it('everybody gets 401, browsers too, and no session is opened', async () => {
    const res = await on.get('/me', HTML).expect(401);
    assert.equal(cookiesOf(res), undefined);
    assert.equal(res.headers['www-authenticate'], 'Session realm="generated"');
  });
});

describe('a guard and the middlewares of tegg', () => {
  const trace = (name: string): string =>
    `async function ${name}(ctx, next) { (ctx.trace ??= []).push('${name}', ctx.user?.name); await next(); }`;
  const on = running({
    ...controllers({
      TraceController: `${trace('onClass')} ${trace('onMethod')} ${trace('second')}
        @Authenticated('api-key') @Middleware(onClass) @HTTPController({ path: '/' }) export class TraceController {
          @Middleware(onMethod) @Middleware(second) ${get('/both')} async both(@Context() ctx) { return ctx.trace; }
          ${get('/class')} async clazz(@Context() ctx) { return ctx.trace; }
          @Public() @Middleware(onMethod) ${get('/public')} async open(@Context() ctx) { return ctx.trace; }
          @Login('api-key', { session: false }) @Middleware(onMethod) ${get('/login')} async login(@Context() ctx) { return ctx.trace; } }`,
      PlainController: `async function stray(ctx) { ctx.body = 'stopped'; }
        @Middleware(stray) @HTTPController({ path: '/plain' }) export class PlainController {
          @Authenticated('api-key') ${get('/')} async show() { return 'shown'; } }`,
    }),
  });
  const KEY = { 'x-api-key': 'ada' };

  it('the guard runs before those of the class and of the method, which see its user', async () => {
    await on.get('/class', KEY).expect(200, ['onClass', 'ada']);
    const { body } = await on.get('/both', KEY).expect(200);
    assert.deepEqual((body as string[]).slice(0, 2), ['onClass', 'ada']);
    assert.deepEqual([...(body as string[])].sort(), ['ada', 'ada', 'ada', 'onClass', 'onMethod', 'second']);
  });

  it('none of them runs when the guard does not open', async () => {
    for (const path of ['/both', '/class', '/login', '/plain']) await on.get(path).expect(401);
    await on.get('/plain', KEY).expect(200, 'stopped');
  });

  it('a login runs before them too', () => on.get('/login', KEY).expect(200, ['onClass', 'ada', 'onMethod', 'ada']));

  it('a public method keeps its middlewares, in their order', async () => {
    await on.get('/public').expect(200, ['onClass', null, 'onMethod', null]);
  });
});

describe('a guard and @Host', () => {
  const on = running({
    ...controllers({
      AdminController: `@Host(['admin.example', 'boss.example']) @Authenticated('api-key') @HTTPController({ path: '/' })
        export class AdminController {
          ${get('/home')} async home(@CurrentUser() user) { return { admin: user.name }; }
          @Login('api-key', { session: false }) ${get('/login')} async login(@CurrentUser() user) { return { admin: user.name }; } }`,
      ShopController: `@Host('shop.example') @HTTPController({ path: '/' }) export class ShopController {
          ${get('/home')} async home() { return 'the shop'; } }`,
      MethodController: `@HTTPController({ path: '/' }) export class MethodController {
          @Authenticated('api-key') @Host('guarded.example') ${get('/method')} async method(@CurrentUser() user) { return user; } }`,
      NoHostController: `@Host('') @Authenticated('api-key') @HTTPController({ path: '/no-host' }) export class NoHostController {
          ${get('/')} async show(@CurrentUser() user) { return user; } }`,
      SomeHostController: `@Host(['', 'some.example']) @Authenticated('api-key') @HTTPController({ path: '/some-host' }) export class SomeHostController {
          ${get('/')} async show(@CurrentUser() user) { return user; } }`,
    }),
  });
  const KEY = { 'x-api-key': 'ada' };

  it('guards each of its hosts', async () => {
    for (const host of ['admin.example', 'boss.example']) {
      await on.get('/home', { Host: host }).expect(401);
      await on.get('/home', { Host: host, ...KEY }).expect(200, { admin: 'ada' });
    }
  });

  it('lets a request of another host pass on', async () => {
    await on.get('/home', { Host: 'shop.example' }).expect(200, 'the shop');
    await on.get('/home', { Host: 'other.example' }).expect(404);
    await on.get('/login', { Host: 'other.example', ...KEY }).expect(404);
  });

  it('guards every host where one of its hosts is empty, which is any host to tegg', async () => {
    for (const path of ['/no-host', '/some-host']) {
      for (const host of ['some.example', 'other.example']) {
        await on.get(path, { Host: host }).expect(401);
        await on.get(path, { Host: host, ...KEY }).expect(200, { name: 'ada' });
      }
    }
  });

  it('guards the host of a method', async () => {
    await on.get('/method', { Host: 'guarded.example' }).expect(401);
    await on.get('/method', { Host: 'guarded.example', ...KEY }).expect(200, { name: 'ada' });
    await on.get('/method', { Host: 'shop.example', ...KEY }).expect(404);
  });

  it('runs its strategy once for a request, whichever host it is for', async () => {
    const strategy = await on.object<{ calls: number }>('keyLogin');
    for (const path of ['/home', '/login']) {
      for (const [host, calls] of [
        ['admin.example', 1],
        ['boss.example', 1],
        ['shop.example', 0],
      ] as const) {
        strategy.calls = 0;
        await on.get(path, { Host: host, ...KEY });
        assert.equal(strategy.calls, calls, `${host}${path}`);
      }
    }
  });
});

describe('guards and inheritance, over HTTP', () => {
  const on = running({
    ...controllers({
      // No controllers by themselves: their methods are routes of whoever extends them.
      Base: `export abstract class Base {
          ${get('/open')} async open() { return 'open'; }
          @Authenticated('api-key') ${get('/guarded')} async guarded(@CurrentUser() user, @HTTPQuery() other: string) { return { user: user.name, other: other ?? null }; }
          @Public() ${get('/public')} async pub() { return 'public'; }
          @Authenticated('api-key') ${get('/user/:id')} async user(@HTTPParam() id: string, @CurrentUser() user) { return { id, user: user.name }; } }
        @Authenticated('api-key') export abstract class GuardedBase {
          ${get('/mine')} async mine() { return 'mine'; }
          ${get('/over')} async over() { return 'base'; } }`,
      PlainController: `import { Base } from './Base';
        @HTTPController({ path: '/plain' }) export class PlainController extends Base {}`,
      StrictController: `import { Base } from './Base';
        @Authenticated('api-key') @HTTPController({ path: '/strict' }) export class StrictController extends Base {
          ${get('/own')} async own() { return 'own'; } }`,
      LooseController: `import { Base } from './Base';
        @HTTPController({ path: '/loose' }) export class LooseController extends Base {
          @Public() ${get('/guarded')} override async guarded(@HTTPQuery() user: string, @HTTPQuery() other: string) { return { loose: user ?? null, other: other ?? null }; } }`,
      MovedController: `import { Base } from './Base';
        @HTTPController({ path: '/moved' }) export class MovedController extends Base {
          ${get('/guarded')} override async guarded(@HTTPQuery() other: string, @CurrentUser() user) { return { other: other ?? null, moved: user.name }; }
          ${get('/user/:id')} override async user(@HTTPQuery() id: string, @HTTPQuery() user: string) { return { id: id ?? null, query: user ?? null }; } }`,
      LouderController: `import { Base } from './Base';
        @HTTPController({ path: '/louder' }) export class LouderController extends Base {
          @Authenticated('api-key') ${get('/open')} override async open() { return 'no longer'; } }`,
      OverController: `import { GuardedBase } from './Base';
        @HTTPController({ path: '/over' }) export class OverController extends GuardedBase {
          ${get('/over')} override async over() { return 'sub'; }
          ${get('/added')} async added() { return 'added'; } }`,
    }),
  });
  const KEY = { 'x-api-key': 'ada' };

  it('an inherited method is guarded as its class said', async () => {
    await on.get('/plain/open').expect(200, 'open');
    await on.get('/plain/public').expect(200, 'public');
    await on.get('/plain/guarded').expect(401);
    await on.get('/plain/guarded?other=1', KEY).expect(200, { user: 'ada', other: '1' });
  });

  it('a guard of a class guards what it inherits, public methods among them', async () => {
    for (const path of ['/open', '/guarded', '/public', '/user/1', '/own']) await on.get(`/strict${path}`).expect(401);
    await on.get('/strict/public', KEY).expect(200, 'public');
  });

  it('nothing decorated on a subclass reaches a sibling through the metadata that tegg shares', async () => {
    await on.get('/louder/open').expect(401);
    await on.get('/louder/open', KEY).expect(200, 'no longer');
    for (const sibling of ['/plain', '/loose', '/moved']) await on.get(`${sibling}/open`).expect(200, 'open');
    await on.get('/loose/guarded').expect(200);
    for (const sibling of ['/plain', '/strict', '/louder', '/moved']) await on.get(`${sibling}/guarded`).expect(401);
  });

  it('a method that is overridden without a word keeps its guard, on both of its registrations', async () => {
    await on.get('/over/over').expect(401);
    await on.get('/over/over', KEY).expect(200, 'sub');
    await on.get('/over/mine').expect(401);
    await on.get('/moved/guarded').expect(401);
    await on.get('/moved/user/1').expect(401);
  });

  it('a guard of a class guards the routes that its subclasses add', async () => {
    await on.get('/over/added').expect(401);
  });

  it('no request chooses the user, wherever a subclass moved the parameter or put a query in its place', async () => {
    const forged = '?user=root&other=1&tegg-passport%23currentUser=root&Symbol(tegg-passport%23currentUser)=root';
    for (const controller of ['/plain', '/strict', '/louder']) {
      await on.get(`${controller}/guarded${forged}`, KEY).expect(200, { user: 'ada', other: '1' });
      // What became of the id is tegg's: its metadata of parameters is shared with subclasses.
      const res = await on.get(`${controller}/user/7${forged}`, KEY).expect(200);
      assert.equal((res.body as { user: string }).user, 'ada');
    }
    await on.get(`/moved/guarded${forged}`, KEY).expect(200, { other: '1', moved: 'ada' });
    await on.get(`/moved/user/7${forged}&id=8`, KEY).expect(200, { id: '8', query: 'root' });
    await on.get(`/loose/guarded${forged}`).expect(200, { loose: 'root', other: '1' });
  });
});

describe('bad input', () => {
  const on = running(
    {
      ...controllers({ AccountController: ACCOUNT }),
      'config/config.default.ts': config(
        `passport: { loginURL: '/sign-in' }, onerror: {}, logger: { consoleLevel: 'NONE' }`,
      ),
      'config/config.prod.ts': `export default { logger: { consoleLevel: 'NONE', disableConsoleAfterReady: false } };`,
    },
    { env: 'prod' },
  );
  const send = (body: object, cookie: string[] = []) => on.post('/login', { ...JSON_ONLY, Cookie: cookie }).send(body);
  /** What the next request of that session says. */
  const stays = async (cookie: string[], res: { headers: Record<string, unknown> }): Promise<void> => {
    assert.equal(cookiesOf(res), undefined);
    await on.get('/me', { Cookie: cookie, ...JSON_ONLY }).expect(200, { name: 'ada' });
  };
  const CASES: [what: string, body: object, status: number, code: string | undefined][] = [
    ['no credentials', {}, 400, 'credentials_missing'],
    ['no password', { username: 'ada' }, 400, 'credentials_missing'],
    ['an empty password', { username: 'ada', password: '' }, 400, 'credentials_missing'],
    ['a wrong password', { username: 'ada', password: 'wrong' }, 401, 'credentials_invalid'],
    ['a user whom verify answers nothing for', { username: 'nobody', password: 'right' }, 401, 'credentials_invalid'],
    ['validate that throws', { username: 'ada', password: 'break' }, 500, undefined],
  ];

  before(() => assert.equal(on.app.config.env, 'prod'));

  for (const [what, body, status, code] of CASES) {
    it(`${what}: ${status}, nothing of the inside shown, and a session that is there as it was`, async () => {
      const cookie = await on.login('ada');
      for (const cookies of [[], cookie]) {
        const res = await send(body, cookies);
        assert.equal(res.status, status);
        if (code) assert.equal((res.body as { code?: string }).code, code);
        assert.doesNotMatch(res.text, /10\.0\.0\.1|stack|node_modules|\.ts\b|validate/);
        if (status === 401) assert.ok(res.headers['www-authenticate']);
        assert.equal(cookiesOf(res), undefined);
        if (cookies.length) await stays(cookie, res);
      }
    });
  }

  it('a failed login of a form goes where its failureRedirect says, and logs nobody in', async () => {
    const res = await on.post('/login-page', HTML).send({ username: 'ada', password: 'wrong' }).expect(302);
    assert.equal(res.headers.location, '/sign-in?failed');
    assert.equal(cookiesOf(res), undefined);
  });

  it('a live session never satisfies a login', async () => {
    const cookie = await on.login('ada');
    await send({ username: 'ada', password: 'wrong' }, cookie).expect(401);
    await send({}, cookie).expect(400);
  });

  it('a deleted user: 401, the session is logged out, and the login page works', async () => {
    const cookie = await on.login('gone');
    await on.get('/me', { Cookie: cookie }).expect(200);
    (await on.object<{ deleted: Set<string> }>('accounts')).deleted.add('gone');
    const res = await on.get('/me', { Cookie: cookie, ...JSON_ONLY }).expect(401);
    const open = await on.get('/open', { Cookie: cookiesOf(res) }).expect(200);
    assert.deepEqual(open.body, { user: null, returnTo: null, session: {} });
    await on.get('/open', { Cookie: cookie }).expect(200);
    const again = await send({ username: 'ada', password: 'right' }, cookie).expect(200);
    await on.get('/me', { Cookie: cookiesOf(again) }).expect(200, { name: 'ada' });
  });

  for (const slot of ['ada', 7, [], {}, { user: null }, { user: false }, [{ user: 'ada' }], { name: 'ada' }]) {
    it(`a session slot of the shape ${JSON.stringify(slot)}: nobody, no error, and the session as it was`, async () => {
      const cookie = cookiesOf(await on.post('/session').send({ passport: slot, cart: [1] }));
      await on.get('/me', { Cookie: cookie, ...JSON_ONLY }).expect(401);
      const open = await on.get('/open', { Cookie: cookie }).expect(200);
      assert.deepEqual(open.body, { user: null, returnTo: null, session: { passport: slot, cart: [1] } });
      await send({ username: 'ada', password: 'right' }, cookie).expect(200);
    });
  }

  it('deserializing that throws: 503, nothing of the inside shown, and the session as it was', async () => {
    const cookie = cookiesOf(await on.post('/session').send({ passport: { user: 'break' }, cart: [1] }));
    const res = await on.get('/me', { Cookie: cookie, ...JSON_ONLY }).expect(503);
    assert.doesNotMatch(res.text, /10\.0\.0\.1|stack|node_modules/);
    assert.equal(cookiesOf(res), undefined);
  });

  it('a session cookie that nobody made: nobody, and no error', async () => {
    await on.get('/me', { Cookie: ['EGG_SESS=made-up'], ...JSON_ONLY }).expect(401);
    await on.get('/open', { Cookie: ['EGG_SESS=%00'] }).expect(200);
  });

  it('a logout ends the login of the session, and nobody can log out twice by mistake', async () => {
    const cookie = await on.login('ada');
    const out = await on.post('/logout', { Cookie: cookie }).expect(200, 'out');
    await on.get('/me', { Cookie: cookiesOf(out), ...JSON_ONLY }).expect(401);
    await on.post('/logout', { Cookie: cookiesOf(out) }).expect(200, 'out');
    await on.post('/logout').expect(200, 'out');
  });
});
