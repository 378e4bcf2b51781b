import assert from 'node:assert/strict';
import { config, type Files } from '../support/generate';
import { controllers, get, HTML, inModule, JSON_ONLY, LOGIN_CONTROLLER, post, running } from '../support/running';

const APP: Files = {
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    PageController: `import { Vault } from '../module/vault/Vault';
      @HTTPController({ path: '/' }) export class PageController {
      @Inject() private readonly authService: AuthService;
      @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user; }
      @Authenticated() ${get('/broken')} async broken() { throw new Error('broken'); }
      @Authenticated() ${get('/cached')} async cached(@Context() ctx) { ctx.set('Cache-Control', 'private, max-age=60'); return 1; }
      @Authenticated({ optional: true }) ${get('/optional')} async optional() { return 1; }
      @Authenticated('api-key') ${get('/key')} async key() { return 1; }
      @Inject() private readonly vault: Vault;
      ${get('/by-object')} async byObject() { return this.vault.open(); }
      ${get('/public')} async open() { return 1; }
      @Login('local', { successRedirect: '/in', failureRedirect: '/out' }) ${post('/redirects')} async redirects() {}
      ${post('/logout')} async logout() { await this.authService.logout(); return 'out'; }
      ${post('/by-service')} async service() { await this.authService.login({ name: 'ada' }); return 'in'; } }`,
  }),
  ...inModule('vault', {
    Vault: `@SingletonProto({ accessLevel: AccessLevel.PUBLIC }) export class Vault { @Authenticated() async open() { return 1; } }`,
  }),
  'app/router.ts': `export default app => app.passport.mount('api-key');`,
  'config/config.default.ts': config(`passport: { loginURL: '/sign-in' },`),
};

describe('Cache-Control', () => {
  const on = running(APP);
  const cacheControl = async (request: PromiseLike<{ headers: Record<string, unknown> }>): Promise<unknown> =>
    (await request).headers['cache-control'];

  it('is no-store on what a guard lets through or sends away', async () => {
    const ada = await on.agent('ada');
    assert.equal(await cacheControl(ada.get('/me').expect(200)), 'no-store');
    assert.equal(await cacheControl(on.get('/me', JSON_ONLY).expect(401)), 'no-store');
    assert.equal(await cacheControl(on.get('/me', HTML).expect(302)), 'no-store');
    assert.equal(await cacheControl(on.get('/key', { 'x-api-key': 'ada' }).expect(200)), 'no-store');
    assert.equal(await cacheControl(ada.get('/broken').set(JSON_ONLY).expect(500)), 'no-store');
    assert.equal(await cacheControl(ada.get('/optional').expect(200)), 'no-store');
    assert.equal(await cacheControl(ada.get('/by-object').expect(200)), 'no-store');
  });

  it('is no-store on logins, failed logins, callbacks and logouts', async () => {
    const wrong = { username: 'ada', password: 'wrong' };
    const right = { username: 'ada', password: 'right' };
    assert.equal(await cacheControl(on.post('/login').send(right).expect(200)), 'no-store');
    assert.equal(await cacheControl(on.post('/login', JSON_ONLY).send(wrong).expect(401)), 'no-store');
    assert.equal(await cacheControl(on.post('/redirects').send(right).expect(302)), 'no-store');
    assert.equal(await cacheControl(on.post('/redirects').send(wrong).expect(302)), 'no-store');
    assert.equal(await cacheControl(on.get('/passport/api-key').expect(401)), 'no-store');
    assert.equal(
      await cacheControl(on.get('/passport/api-key/callback', { 'x-api-key': 'ada' }).expect(302)),
      'no-store',
    );
    assert.equal(await cacheControl(on.post('/by-service').expect(200)), 'no-store');
    assert.equal(await cacheControl(on.post('/logout').expect(200)), 'no-store');
  });

  it('is left alone on public pages, and where a guard that lets everybody in finds nobody', async () => {
    const ada = await on.agent('ada');
    assert.equal(await cacheControl(ada.get('/public').expect(200)), undefined);
    assert.equal(await cacheControl(on.get('/optional').expect(200)), undefined);
  });

  it('is what a guarded method says of itself', async () => {
    assert.equal(await cacheControl((await on.agent('ada')).get('/cached')), 'private, max-age=60');
  });
});
