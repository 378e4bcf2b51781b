import assert from 'node:assert/strict';
import { config, refused } from '../support/generate';
import { STORES } from '../support/sessionStores';
import { controllers, cookiesOf, get, HTML, JSON_ONLY, LOGIN_CONTROLLER, post, running } from '../support/running';

const ADA = { username: 'ada', password: 'right' };
const PAGES = controllers({
  LoginController: LOGIN_CONTROLLER,
  PageController: `@HTTPController({ path: '/' }) export class PageController {
    @Login('local', { successReturnToOrRedirect: '/home' }) ${post('/form')} async form() {}
    @Login('local', { successReturnToOrRedirect: 'https://evil.example/' }) ${post('/wrong-home')} async wrongHome() {}
    @Login('local', { successReturnToOrRedirect: 'https://shop.example.com/' }) ${post('/shop')} async shop() {}
    @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user; } }`,
});

/** Logs in with this in the session; where it leads, and what is left of it. */
async function landing(
  on: ReturnType<typeof running>,
  returnTo: unknown,
  path = '/form',
): Promise<{ location: string; left: unknown }> {
  const Cookie = cookiesOf(await on.post('/session').send({ returnTo, cart: 1 }).expect(200));
  const res = await on.post(path, { Cookie }).send(ADA).expect(302);
  // A redirect proves nothing: whoever it was is asked again.
  const cookies = cookiesOf(res);
  await on.get('/me', { Cookie: cookies }).expect(200, { name: 'ada' });
  const session = await on.get('/session', { Cookie: cookies }).expect(200);
  return { location: String(res.headers.location), left: (session.body as { returnTo?: unknown }).returnTo };
}

for (const store of STORES) {
  describe(`redirects after a login, with ${store} sessions`, () => {
    const on = running(
      {
        ...PAGES,
        'config/config.default.ts': config(`passport: { loginURL: '/sign-in' }`),
      },
      undefined,
      store,
    );

    it('lead to the page of this site that the session names, once', async () => {
      assert.deepEqual(await landing(on, '/cart?a=1'), { location: '/cart?a=1', left: undefined });
    });

    for (const returnTo of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/..//evil.example',
      'javascript:alert(1)',
      'https://shop.example.com/',
      '/cart\r\nX-Injected: 1',
      '',
      7,
      true,
      ['/cart'],
      { toString: 'x' },
    ]) {
      it(`never follow a session that names ${JSON.stringify(returnTo)}: the default page instead`, async () => {
        assert.deepEqual(await landing(on, returnTo), { location: '/home', left: undefined });
      });
    }

    it('never follow a default page on another site: the root instead', async () => {
      assert.deepEqual(await landing(on, '//evil.example', '/wrong-home'), { location: '/', left: undefined });
      assert.deepEqual(await landing(on, undefined, '/wrong-home'), { location: '/', left: undefined });
    });

    it('remember the wanted page, and only where the guard sends a browser away', async () => {
      const away = await on.get('/me?tab=1', HTML).expect(302).expect('Location', '/sign-in');
      const res = await on
        .post('/form', { Cookie: cookiesOf(away) })
        .send(ADA)
        .expect(302);
      assert.equal(res.headers.location, '/me?tab=1');
      await on.get('/me?tab=1', { Cookie: cookiesOf(res) }).expect(200, { name: 'ada' });
      assert.equal(cookiesOf(await on.get('/me', JSON_ONLY).expect(401)), undefined);
    });

    it('do not take the Host header for this site', async () => {
      const Cookie = cookiesOf(await on.post('/session').send({ returnTo: 'https://evil.example/' }).expect(200));
      const res = await on.post('/form', { Cookie, Host: 'evil.example' }).send(ADA).expect(302);
      assert.equal(res.headers.location, '/home');
    });
  });

  describe(`redirects after a login, with ${store} sessions and other origins allowed`, () => {
    const on = running(
      {
        ...PAGES,
        'config/config.default.ts': config(
          `passport: { baseURL: 'https://www.example.com/app/', redirectOrigins: ['https://shop.example.com'] }`,
        ),
      },
      undefined,
      store,
    );

    it('may lead there', async () => {
      for (const place of ['https://shop.example.com/cart?a=1', 'https://www.example.com/account']) {
        assert.deepEqual(await landing(on, place), { location: place, left: undefined });
      }
      assert.equal((await landing(on, undefined, '/shop')).location, 'https://shop.example.com/');
    });

    for (const place of [
      'http://shop.example.com/',
      'https://shop.example.com:444/',
      'https://shop.example.com.evil.example/',
      'https://shop.example.com@evil.example/',
      'https://user@shop.example.com/',
      '//shop.example.com/',
    ]) {
      it(`but not to ${place}`, async () => {
        assert.equal((await landing(on, place)).location, '/home');
      });
    }
  });
}

describe('addresses in the configuration that are none stop the boot', () => {
  for (const [setting, code, says] of [
    [`baseURL: 'www.example.com'`, 'base_url', /config\.passport\.baseURL is "www\.example\.com"/],
    [`baseURL: '/app'`, 'base_url', /baseURL is "\/app"/],
    [`baseURL: 'ftp://www.example.com'`, 'base_url', /baseURL is "ftp:/],
    [`baseURL: 'https://www.example.com?a=1'`, 'base_url', /baseURL is "https:/],
    [`baseURL: ''`, 'base_url', /baseURL is ""/],
    [`redirectOrigins: 'shop.example.com'`, 'redirect_origins', /redirectOrigins has "shop\.example\.com"/],
    [`redirectOrigins: ['*']`, 'redirect_origins', /redirectOrigins has "\*"/],
    [`redirectOrigins: ['https://a.example', '//b.example']`, 'redirect_origins', /redirectOrigins has "\/\/b/],
    [`redirectOrigins: ['https://a.example/path']`, 'redirect_origins', /has "https:\/\/a\.example\/path"/],
    [`redirectOrigins: [7]`, 'redirect_origins', /has 7/],
  ] as const) {
    it(setting, async () => {
      const { error } = await refused({ 'config/config.default.ts': config(`passport: { ${setting} }`) });
      assert.equal(error.code, code);
      assert.match(error.message, says);
    });
  }
});
