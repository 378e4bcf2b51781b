import assert from 'node:assert/strict';
import { Browser, type Page } from '../support/Browser';
import { moduleJson } from '../support/generate';
import { startOpenIDSite, type OpenIDSite } from '../support/openIDSite';
import { controllers, get, post } from '../support/running';
import { STORES } from '../support/sessionStores';
import { startStandIn, type StandIn } from '../support/standIn';
import { documentSamples } from '../docs/samples';

/** The example of docs/oauth.md, as it stands there. */
const sample = (word: string): string => {
  const found = documentSamples().filter(({ where, code }) => where.startsWith('docs/oauth.md') && code.includes(word));
  assert.equal(found.length, 1, word);
  return found[0].code;
};

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

for (const store of STORES) {
  describe(`an account and who somebody is at a provider, with ${store} sessions`, () => {
    let provider: StandIn;
    let site: OpenIDSite;
    beforeEach(async () => {
      provider = await startStandIn();
      site = await startOpenIDSite(
        store,
        async () => {
          const { authorizationURL, tokenURL, key, secret } = provider.options;
          return { issuer: provider.origin, authorizationURL, tokenURL, userInfoURL: provider.origin, key, secret };
        },
        {
          'app/module/login/package.json': moduleJson('login'),
          'app/module/login/Login.ts': sample("'company-link', OpenIDConnectStrategy"),
          'app/router.ts': sample('app.passport.authorize('),
          ...controllers({
            PageController: `@HTTPController({ path: '/' }) export class PageController {
              @Login('local') ${post('/login')} async login(@CurrentUser() user) { return { user: user.name }; }
              ${get('/me')} async me(@CurrentUser({ optional: true }) user) { return { user: user?.name ?? null }; } }`,
          }),
        },
      );
    });
    afterEach(async () => {
      await site?.close();
      await provider?.close();
    });

    /** Comes back from the provider as this one. */
    const comeFrom = async (browser: Browser, strategy: string, claims: object): Promise<Page> => {
      const away = await site.start(browser, `/passport/${strategy}`);
      const now = Math.floor(Date.now() / 1000);
      const all = { iss: provider.origin, aud: 'the client', iat: now, exp: now + 60, nonce: away.nonce, ...claims };
      provider.answers.set('/token', (_req, res) =>
        res.end(JSON.stringify({ access_token: 'a', id_token: `${encoded({})}.${encoded(all)}.s` })),
      );
      return site.back(browser, { code: 'a code', state: away.state }, `/passport/${strategy}/callback`);
    };
    const ada = async (): Promise<Browser> => {
      const browser = new Browser();
      await browser.post(`${site.origin}/login`, { username: 'ada', password: 'lovelace' });
      assert.equal(await site.userOf(browser), 'ada');
      return browser;
    };
    const assertNobody = async (claims: object): Promise<void> => {
      const browser = new Browser();
      assert.equal((await comeFrom(browser, 'company', claims)).status, 401);
      assert.equal(await site.userOf(browser), null);
    };

    it('are linked by somebody who is logged in, and by nobody else', async () => {
      const nobody = new Browser();
      for (const path of ['', '/callback', '/callback?code=a&state=b']) {
        const page = await nobody.get(`${site.origin}/passport/company-link${path}`, { accept: 'application/json' });
        assert.equal(page.status, 401, page.text);
      }
      assert.deepEqual(provider.asked, []);
      await assertNobody({ sub: '7' });
      const browser = await ada();
      assert.deepEqual((await comeFrom(browser, 'company-link', { sub: '7' })).json(), { linked: true });
      // It logs nobody else in.
      assert.equal(await site.userOf(browser), 'ada');
      const later = new Browser();
      await comeFrom(later, 'company', { sub: '7' });
      assert.equal(await site.userOf(later), 'ada');
    });

    it('are never linked by an address or a name that the provider tells', async () => {
      await comeFrom(await ada(), 'company-link', { sub: '7', email: 'ada@example.com' });
      for (const sub of ['8', 'ada', '77', '07']) {
        await assertNobody({ sub, email: 'ada@example.com', email_verified: true, preferred_username: 'ada' });
      }
    });

    it('of one provider is not that of another: the issuer counts', async () => {
      await comeFrom(await ada(), 'company-link', { sub: '7' });
      const { obj } = await site.app.eggContainerFactory.getOrCreateEggObjectFromName('accounts');
      const accounts = obj as { of(identity: { key: string }): unknown };
      const of = (...key: string[]): unknown => accounts.of({ key: JSON.stringify(key) });
      assert.ok(of('company', provider.origin, '7'));
      assert.equal(of('company', 'https://other.example', '7'), undefined);
      assert.equal(of('other', provider.origin, '7'), undefined);
    });
  });
}
