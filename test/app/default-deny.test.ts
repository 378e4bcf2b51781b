import assert from 'node:assert/strict';
import { config } from '../support/generate';
import {
  controllers,
  cookiesOf,
  get,
  HTML,
  inModule,
  JSON_ONLY,
  LOGIN_CONTROLLER,
  post,
  PUBLIC_PROTO,
  running,
} from '../support/running';

describe("config.passport.guard: 'all'", () => {
  const on = running({
    'config/config.default.ts': config(`passport: { guard: 'all', loginURL: '/sign-in' }`),
    'app/router.ts': `export default app => app.router.get('/egg', async ctx => { ctx.body = 'Egg itself'; });`,
    ...controllers({
      LoginController: LOGIN_CONTROLLER,
      PageController: `@HTTPController({ path: '/' }) export class PageController {
        @Inject() private readonly plainService;
        ${get('/plain')} async plain(@CurrentUser() user) { return user; }
        ${post('/plain')} async write() { return 'written'; }
        @Public() ${get('/public')} async open(@CurrentUser({ optional: true }) user) { return { user: user ?? null }; }
        @Public() ${get('/sign-in')} async page() { return 'the login page'; }
        @Authenticated('api-key') ${get('/key')} async key(@CurrentUser() user) { return user; }
        @Authenticated({ optional: true }) ${get('/perhaps')} async perhaps() { return 'reached'; }
        @Roles('admin') ${get('/admin')} async admin() { return 'reached'; }
        @Login('api-key', { session: false }) ${get('/login-key')} async login(@CurrentUser() user) { return user; }
        @Public() ${get('/service')} async serve() { return this.plainService.plain(); } }`,
      PublicController: `@Public() @HTTPController({ path: '/open' }) export class PublicController {
        ${get('/')} async show() { return 'open'; }
        @Authenticated() ${get('/guarded')} async guarded() { return 'reached'; } }`,
      Base: `export abstract class Base {
          ${get('/plain')} async plain() { return 'plain'; }
          @Public() ${get('/public')} async open() { return 'open'; }
          ${get('/over')} async over() { return 'base'; } }
        @Public() export abstract class OpenBase { ${get('/mine')} async mine() { return 'mine'; } }`,
      HeirController: `import { Base } from './Base';
        @HTTPController({ path: '/heir' }) export class HeirController extends Base {
          ${get('/over')} override async over() { return 'over'; } }`,
      OpenHeirController: `import { OpenBase } from './Base';
        @HTTPController({ path: '/open-heir' }) export class OpenHeirController extends OpenBase {
          ${get('/added')} async added() { return 'added'; } }`,
    }),
    ...inModule('shop', {
      ShopController: `@HTTPController({ path: '/shop' }) export class ShopController {
        ${get('/')} async show() { return 'shop'; }
        @Public() ${get('/public')} async open() { return 'open'; } }`,
      PlainService: `@SingletonProto(${PUBLIC_PROTO}) export class PlainService { async plain() { return 'plain'; } }`,
      MountedLogin: `@Strategy('mounted', { mount: true }) export class MountedLogin { authenticate() { return { name: 'mounted' }; } }`,
    }),
  });
  const GUARDED = ['/plain', '/session', '/shop', '/heir/plain', '/heir/over', '/open/guarded', '/admin'];
  const OPEN = ['/public', '/sign-in', '/perhaps', '/open', '/shop/public', '/heir/public', '/open-heir/mine'];

  for (const path of GUARDED)
    it(`${path} has no mark, or a guard, and wants the session's user`, async () => {
      const res = await on.get(path, JSON_ONLY).expect(401);
      assert.equal(res.headers['www-authenticate'], 'Session realm="generated"');
      await on.get(path, HTML).expect(302).expect('Location', '/sign-in');
      await (await on.agent('root')).get(path).expect(200);
    });

  for (const path of [...OPEN, '/open-heir/added'])
    it(`${path} is @Public, or has an optional guard, and is open`, () => on.get(path, JSON_ONLY).expect(200));

  it('a login endpoint is open by itself', async () => {
    await on.post('/login').send({ username: 'ada', password: 'right' }).expect(200, { name: 'ada' });
    await on.get('/login-key', { 'x-api-key': 'ada' }).expect(200, { name: 'ada' });
    const mounted = await on.get('/passport/mounted').expect(302);
    await on.get('/plain', { Cookie: cookiesOf(mounted) }).expect(200, { name: 'mounted' });
  });

  it('every method of HTTP is guarded', () => on.post('/plain', JSON_ONLY).expect(401));

  it("a method's own guard stays as it is", async () => {
    await on.get('/key', { 'x-api-key': 'ada' }).expect(200, { name: 'ada' });
    const ada = await on.agent('ada');
    await ada.get('/key').set(JSON_ONLY).expect(401);
    await ada.get('/admin').set(JSON_ONLY).expect(403);
  });

  it("@CurrentUser is the guard's user, and on a public method whom there is", async () => {
    const ada = await on.agent('ada');
    await ada.get('/plain').expect(200, { name: 'ada' });
    await ada.get('/public').expect(200, { user: { name: 'ada' } });
    await on.get('/public').expect(200, { user: null });
  });

  it("what is no controller of tegg is left alone: services, Egg's own routes, pages that are not there", async () => {
    await on.get('/service').expect(200, 'plain');
    await on.get('/egg').expect(200, 'Egg itself');
    await on.get('/nowhere', JSON_ONLY).expect(404);
  });
});

for (const guard of ['undefined', 'null', 'false'])
  describe(`config.passport.guard: ${guard}`, () => {
    const on = running({
      'config/config.default.ts': config(`passport: { guard: ${guard} }`),
      ...controllers({
        PageController: `@HTTPController({ path: '/' }) export class PageController { ${get('/plain')} async plain() { return 'plain'; } }`,
      }),
    });

    it('leaves open what has no mark', () => on.get('/plain').expect(200, 'plain'));
  });
