import assert from 'node:assert/strict';
import { request } from 'node:http';
import { type AuthService, PassportError } from 'tegg-passport';
import { config } from '../support/generate';
import { listen, type Listening } from '../support/listen';
import { controllers, get, inModule, JSON_ONLY, LOGIN_CONTROLLER, PUBLIC_PROTO, running } from '../support/running';

const method = (name: string, path: string): string =>
  `@HTTPMethod({ method: HTTPMethodEnum.${name}, path: '${path}' })`;
/** A guarded method that says when it ran for nobody. */
const guarded = (name: string): string =>
  `async ${name}(@Context() ctx) { this.log.ran(ctx.user); return { ran: '${name}', user: ctx.user?.name ?? null }; }`;
const LOG = `@Inject() private readonly log;`;

const APP = {
  'config/config.default.ts': config(`middleware: ['pretend'], bodyParser: { enableTypes: ['json', 'form'] }`),
  // Middleware of the application that would like to decide who asks.
  'app/middleware/pretend.ts': `export default () => async (ctx, next) => {
    const root = { name: 'root', roles: ['admin'] };
    if (ctx.get('x-pretend') === 'req') ctx.req.user = root;
    if (ctx.get('x-pretend') === 'state') ctx.state.user = root;
    if (ctx.get('x-pretend') === 'params') ctx.params = { user: root };
    if (ctx.get('x-pretend') === 'ctx') try { ctx.user = root; } catch { /* it has no setter */ }
    await next(); };`,
  'app/router.ts': `export default app => {
    const call = async (ctx, name) => { ctx.body = await (await app.eggContainerFactory.getOrCreateEggObjectFromName('safe')).obj[name](); };
    app.router.get('/egg', ctx => call(ctx, 'open'));
    app.router.get('/egg/roles', ctx => call(ctx, 'roles')); };`,
  ...inModule('safe', {
    Safe: `
      @SingletonProto(${PUBLIC_PROTO}) export class Log { nobody = 0; ran(user) { if (!user) this.nobody++; } }
      @SingletonProto(${PUBLIC_PROTO}) export class Safe {
        @Inject() private readonly authService: AuthService; ${LOG}
        private done() { this.log.ran(this.authService.user); return { user: this.authService.user.name }; }
        @Authenticated() async open() { return this.done(); }
        @Roles('admin') async roles() { return this.done(); }
        async late() { for (let i = 0; i < 20; i++) await new Promise(resolve => setImmediate(resolve)); return this.open(); } }
      @AuthPolicy('self') export class SelfPolicy {
        async can(user, ctx) { for (let i = 0; i < 3; i++) await new Promise(resolve => setImmediate(resolve)); return ctx.params.name === user.name; } }
      @Strategy('slow') export class SlowLogin { async authenticate(ctx) {
        for (let i = 0; i < 3; i++) await new Promise(resolve => setImmediate(resolve));
        const name = ctx.get('x-slow'); return name ? { name } : null; } }`,
  }),
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    PageController: `@HTTPController({ path: '/' }) export class PageController { ${LOG}
      @Inject() private readonly safe; @Inject() private readonly authService: AuthService;
      @Authenticated() ${get('/page')} ${guarded('page')}
      @Authenticated('api-key') ${get('/key')} ${guarded('key')}
      @Authenticated(['session', 'api-key']) ${get('/either')} ${guarded('either')}
      @Roles('admin') ${get('/admin')} ${guarded('admin')}
      @Authenticated() ${get('/of/:id')} ${guarded('of')}
      @Authenticated() ${method('DELETE', '/page')} ${guarded('remove')}
      @Authenticated() ${method('HEAD', '/only-head')} ${guarded('head')}
      @Authenticated() ${method('OPTIONS', '/options')} ${guarded('options')}
      @Authenticated('slow', { policy: 'self' }) ${get('/self/:name')} ${guarded('self')}
      @Authenticated('slow') ${get('/twice')} async twice() {
        const before = this.authService.user.name;
        const inner = await this.authService.runAs({ name: 'inner' }, () => this.safe.late());
        return [before, inner.user, (await this.safe.late()).user, this.authService.user.name]; }
      @Authenticated('slow') ${get('/background')} async background(@Context() ctx) {
        ctx.runInBackground(async () => { PageController.later.push(await this.safe.late()); });
        setImmediate(async () => { PageController.later.push(await this.safe.late()); });
        return 'answered'; }
      ${get('/background-nobody')} async backgroundNobody(@Context() ctx) {
        ctx.runInBackground(() => this.safe.late().catch(err => PageController.later.push(err.code)));
        return 'answered'; }
      ${get('/later')} async see() { return PageController.later; }
      static readonly later = []; }`,
    FieldController: `abstract class Base { ${LOG}
        @Authenticated() ${get('/field')} ${guarded('field')} }
      @HTTPController({ path: '/' }) export class FieldController extends Base {
        constructor() { super(); this.field = async ctx => { this.log.ran(ctx.user); return { ran: 'a field', user: ctx.user?.name ?? null }; }; } }`,
    OneController: `@HTTPController({ path: '/' }) export class OneController { ${LOG}
      @Authenticated() ${get('/shared/first')} ${guarded('first')}
      ${get('/shared/last')} async last() { return { ran: 'open', user: null }; } }`,
    TwoController: `@HTTPController({ path: '/' }) export class TwoController { ${LOG}
      ${get('/shared/first')} async first() { return { ran: 'open', user: null }; }
      @Authenticated() ${get('/shared/last')} ${guarded('last')} }`,
  }),
};

describe('there is no way around a guard', () => {
  const on = running(APP);
  let server: Listening;
  before(async () => {
    server = await listen(on.app.callback());
  });
  after(() => server.close());
  afterEach(async () => assert.equal((await on.object<{ nobody: number }>('log')).nobody, 0));

  /** Sends a path as it stands: clients of HTTP would tidy it up. */
  const ask = (verb: string, path: string, headers: Record<string, string> = {}): Promise<number> =>
    new Promise((resolve, reject) => {
      request(server.origin, { method: verb, path, headers: { ...JSON_ONLY, ...headers } }, res => {
        res.resume().on('end', () => resolve(res.statusCode ?? 0));
      })
        .on('error', reject)
        .end();
    });

  it('by a method of HTTP', async () => {
    const verbs = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'];
    const statuses = await Promise.all(verbs.map(async verb => [verb, await ask(verb, '/page')] as const));
    const answers = Object.fromEntries(statuses);
    assert.deepEqual([answers.GET, answers.HEAD, answers.DELETE], [401, 401, 401]);
    for (const [verb, status] of statuses) assert.ok([401, 404, 405, 501].includes(status), `${verb}: ${status}`);
    assert.deepEqual([await ask('HEAD', '/only-head'), await ask('OPTIONS', '/options')], [401, 401]);
    const Cookie = (await on.login('ada')).map(cookie => cookie.split(';')[0]).join('; ');
    for (const [verb, path] of [
      ['GET', '/page'],
      ['HEAD', '/page'],
      ['DELETE', '/page'],
      ['OPTIONS', '/options'],
    ])
      assert.equal(await ask(verb, path, { Cookie }), 200, `${verb} ${path}`);
  });

  it('by a header that names another method', async () => {
    for (const header of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])
      assert.ok([401, 404].includes(await ask('POST', '/page', { [header]: 'GET' })), header);
  });

  const PATHS = [
    '/page/ /page? /page?a=1 /page#a /PAGE /Page //page /./page /x/../page /page/. /page;a=1 /page.json \\page',
    '/%70age /page%2f /page%00 /page%20 /page%3f /of/1/ /of/a%2fb /of/..%2fpage /of/%e0%a4%a /of/% /key/ /either/',
    'http://127.0.0.1/page *',
  ].flatMap(paths => paths.split(' '));
  for (const path of PATHS) {
    it(`by the path ${path}`, async () => assert.ok([400, 401, 404].includes(await ask('GET', path)), path));
  }

  it('by two controllers on one path: the first that was registered answers, behind its own guard', async () => {
    assert.equal(await ask('GET', '/shared/first'), 401);
    await on.get('/shared/last', JSON_ONLY).expect(200, { ran: 'open', user: null });
  });

  it("by Egg's own routes: a service guards itself", async () => {
    for (const path of ['/egg', '/egg/roles']) assert.equal(await ask('GET', path), 401);
    const ada = await on.agent('ada');
    await ada.get('/egg').expect(200, { user: 'ada' });
    await ada.get('/egg/roles').set(JSON_ONLY).expect(403);
  });

  for (const where of ['req', 'state', 'params', 'ctx']) {
    it(`by a user whom a middleware leaves at ${where}`, async () => {
      const pretend = { ...JSON_ONLY, 'x-pretend': where };
      for (const path of ['/page', '/key', '/either', '/admin', '/of/1', '/egg'])
        await on.get(path, pretend).expect(401);
      await on.get('/key', { ...pretend, 'x-api-key': 'ada' }).expect(200, { ran: 'key', user: 'ada' });
      await (await on.agent('ada')).get('/admin').set(pretend).expect(403);
    });
  }

  it('by a field that takes the place of a method', async () => {
    await on.get('/field', JSON_ONLY).expect(401);
    await (await on.agent('ada')).get('/field').expect(200, { ran: 'a field', user: 'ada' });
  });

  it('by coming at the same time as somebody else', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `user-${index}`);
    const statuses = await Promise.all(
      names.flatMap((name, index) => [
        ask('GET', `/self/${name}`, { 'x-slow': name }),
        ask('GET', `/self/${name}`, { 'x-slow': names[(index + 1) % names.length] }),
        ask('GET', `/self/${name}`),
      ]),
    );
    assert.deepEqual(
      statuses,
      names.flatMap(() => [200, 403, 401]),
    );
  });

  it('by runAs inside a request, after which everybody is who they were', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    const answers = await Promise.all(
      names.map(async name => (await on.get('/twice', { 'x-slow': name })).body as object),
    );
    assert.deepEqual(
      answers,
      names.map(name => [name, 'inner', name, name]),
    );
  });

  it('by work that goes on after the answer: it has the user of its request, or nobody', async () => {
    await on.get('/background', { 'x-slow': 'ada' }).expect(200, 'answered');
    await on.get('/background-nobody', JSON_ONLY).expect(200, 'answered');
    const later = async (): Promise<unknown[]> => (await on.get('/later')).body as unknown[];
    let seen = await later();
    for (let i = 0; seen.length < 3 && i < 1000; i++) seen = await later();
    assert.deepEqual(seen.map(String).sort(), ['[object Object]', '[object Object]', 'unauthenticated']);
    assert.deepEqual(
      seen.filter(one => typeof one === 'object'),
      [{ user: 'ada' }, { user: 'ada' }],
    );
  });

  it('by a policy that does not exist, in a name that comes from a request', async () => {
    const authService = await on.object<AuthService>('authService');
    for (const name of ['__proto__', 'constructor', 'toString', '', 'SELF'])
      await assert.rejects(
        authService.runAs({ name: 'ada' }, () => authService.can(name)),
        (err: unknown) => err instanceof PassportError && err.code === 'policy_unknown',
      );
  });
});
