import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import mm from 'egg-mock';
import { Browser, type Page } from '../support/Browser';
import { startOAuthSite, type OAuthSite } from '../support/oauthSite';
import { STORES } from '../support/sessionStores';

const MINUTE = 60_000;
const CODE = { code: 'of-ada' };

for (const store of STORES) {
  describe(`OAuth 2 with ${store} sessions: state`, () => {
    let site: OAuthSite;
    before(async () => {
      site = await startOAuthSite({ store });
    });
    after(() => site?.close());
    beforeEach(async () => {
      site.provider.asked.length = 0;
      (await site.logins()).length = 0;
    });
    afterEach(() => mm.restore());

    /** Refused, and the provider was not asked. */
    const assertRefused = (page: Page): void => {
      assert.equal(page.status, 401, page.text);
      assert.equal(page.json().code, 'state_invalid');
      assert.equal(page.location, null);
      assert.deepEqual(site.provider.asked, []);
    };

    it('and PKCE are on, without being asked for', async () => {
      const browser = new Browser();
      const away = await site.start(browser);
      assert.match(away.state, /^[\w-]{22}$/);
      assert.equal(away.code_challenge_method, 'S256');
      assert.deepEqual([away.tenant, away.client_id], ['a b', 'the client']);
      const done = await site.back(browser, { ...CODE, state: away.state });
      assert.deepEqual([done.status, done.location], [302, '/']);
      const { code_verifier: verifier } = site.provider.asked[0].form;
      assert.match(verifier, /^[\w-]{43}$/);
      assert.equal(createHash('sha256').update(verifier).digest('base64url'), away.code_challenge);
      assert.equal(await site.userOf(browser), 'ada');
    });

    it('and PKCE are on for a plugin of the kind of egg-passport, on passport-oauth 0.1 too', async () => {
      const browser = new Browser();
      const away = await site.start(browser, '/passport/weibo');
      site.provider.answers.set('/uid', (_req, res) => res.end('{"uid":"7"}'));
      site.provider.answers.set('/show', (_req, res) => res.end('{"idstr":"7","screen_name":"ada","name":"ada"}'));
      const refused = await site.back(new Browser(), { ...CODE, state: away.state }, '/passport/weibo/callback');
      assertRefused(refused);
      const done = await site.back(browser, { ...CODE, state: away.state }, '/passport/weibo/callback');
      assert.deepEqual([done.status, done.location], [302, '/']);
      const { code_verifier: verifier } = site.provider.asked[0].form;
      assert.equal(createHash('sha256').update(verifier).digest('base64url'), away.code_challenge);
      assert.equal(await site.userOf(browser), 'ada');
    });

    it('is another for every start', async () => {
      const browser = new Browser();
      const starts = [await site.start(browser), await site.start(browser), await site.start(new Browser())];
      assert.equal(new Set(starts.map(({ state }) => state)).size, 3);
      assert.equal(new Set(starts.map(({ code_challenge: challenge }) => challenge)).size, 3);
    });

    it('belongs to one browser', async () => {
      const { state } = await site.start(new Browser());
      const other = new Browser();
      assertRefused(await site.back(other, { ...CODE, state }));
      await site.start(other);
      assertRefused(await site.back(other, { ...CODE, state }));
      assert.equal(await site.userOf(other), null);
    });

    it('belongs to one strategy, which can use it still', async () => {
      const browser = new Browser();
      const { state } = await site.start(browser);
      const other = await site.back(browser, { ...CODE, state }, '/passport/gitlab/callback');
      assert.deepEqual([other.status, other.location], [302, '/login?failed']);
      assert.deepEqual(site.provider.asked, []);
      assert.equal(await site.userOf(browser), null);
      await site.back(browser, { ...CODE, state });
      assert.equal(await site.userOf(browser), 'ada');
    });

    it('is good once, and a second use leaves the login as it is', async () => {
      const browser = new Browser();
      const { state } = await site.start(browser);
      await site.back(browser, { ...CODE, state });
      site.provider.asked.length = 0;
      assertRefused(await site.back(browser, { code: 'of-mallory', state }));
      assert.equal(await site.userOf(browser), 'ada');
    });

    it('is good once, for a copy of the cookies from before too', async () => {
      const browser = new Browser();
      const { state } = await site.start(browser);
      const cookie = browser.cookieHeader(site.origin);
      await site.back(browser, { ...CODE, state });
      site.provider.asked.length = 0;
      const copy = new Browser();
      const url = `${site.origin}/passport/github/callback?code=of-mallory&state=${state}`;
      assertRefused(await copy.get(url, { cookie, accept: 'application/json' }));
      assert.equal(await site.userOf(copy), null);
    });

    it('is used up by a login that the provider breaks', async () => {
      const browser = new Browser();
      const { state } = await site.start(browser);
      site.provider.answers.set('/token', (_req, res) => res.writeHead(500).end());
      assert.equal((await site.back(browser, { ...CODE, state })).status, 502);
      site.provider.answers.clear();
      site.provider.asked.length = 0;
      assertRefused(await site.back(browser, { ...CODE, state }));
      assert.equal(await site.userOf(browser), null);
    });

    it('is used up by an error of the provider', async () => {
      const browser = new Browser();
      const { state } = await site.start(browser);
      const refused = await site.back(browser, { error: 'access_denied', state });
      assert.deepEqual([refused.status, refused.json().code], [401, 'access_denied']);
      assertRefused(await site.back(browser, { ...CODE, state }));
    });

    it('lets one of many callbacks at once log in', async () => {
      const browser = new Browser();
      const { state } = await site.start(browser);
      const pages = await Promise.all(Array.from({ length: 20 }, () => site.back(browser, { ...CODE, state })));
      const statuses = pages.map(({ status }) => status);
      assert.equal(statuses.filter(status => status === 302).length, 1, String(statuses));
      assert.equal(statuses.filter(status => status === 401).length, 19, String(statuses));
      assert.equal(site.provider.asked.filter(({ path }) => path === '/token').length, 1);
      assert.deepEqual(await site.logins(), ['ada']);
      // Whichever answer came last.
      assert.equal(await site.userOf(browser), 'ada');
    });

    for (const [after, works] of [
      [0, true],
      [10 * MINUTE, true],
      [10 * MINUTE + 1, false],
      // A clock that was set back.
      [-1, false],
    ] as const) {
      it(`is ${works ? 'good' : 'no good any more'} after ${after} ms`, async () => {
        const browser = new Browser();
        const start = Date.now();
        mm(Date, 'now', () => start);
        const { state } = await site.start(browser);
        mm(Date, 'now', () => start + after);
        const page = await site.back(browser, { ...CODE, state });
        if (works) assert.deepEqual([page.status, page.location], [302, '/']);
        else assertRefused(page);
        assert.equal(await site.userOf(browser), works ? 'ada' : null);
      });
    }

    it('is kept for five logins of one browser side by side, which end in any order', async () => {
      const browser = new Browser();
      const paths = ['github', 'gitlab', 'github', 'gitlab', 'github'].map(name => `/passport/${name}`);
      const states: string[] = [];
      for (const path of paths) states.push((await site.start(browser, path)).state);
      for (const i of [2, 0, 4, 1, 3]) {
        const page = await site.back(browser, { code: `of-user${i}`, state: states[i] }, `${paths[i]}/callback`);
        assert.deepEqual([page.status, page.location], [302, '/']);
        assert.equal(await site.userOf(browser), `user${i}`);
      }
      assert.deepEqual((await browser.get(`${site.origin}/session`)).json().oauthFlows, undefined);
    });

    it('of the oldest makes room for a sixth', async () => {
      const browser = new Browser();
      const states: string[] = [];
      for (let i = 0; i < 6; i++) states.push((await site.start(browser)).state);
      assertRefused(await site.back(browser, { ...CODE, state: states[0] }));
      await site.back(browser, { ...CODE, state: states[1] });
      assert.equal(await site.userOf(browser), 'ada');
    });

    it('is gone after a logout', async () => {
      const browser = new Browser();
      const { state } = await site.start(browser);
      await browser.post(`${site.origin}/logout`);
      assertRefused(await site.back(browser, { ...CODE, state }));
    });

    for (const query of [
      {},
      { code: '' },
      { state: 'garbage' },
      { code: 'of-ada' },
      { code: 'of-ada', state: '' },
      { code: 'of-ada', state: 'garbage' },
      { code: 'of-ada', state: '__proto__' },
      { error: 'access_denied' },
      { error: 'server_error', error_description: 'garbage' },
      { error: 'access_denied', state: 'garbage' },
    ] as Record<string, string>[]) {
      it(`is asked for before all else: a callback with ${JSON.stringify(query)} is refused and starts nothing`, async () => {
        for (const begin of [false, true]) {
          const browser = new Browser();
          if (begin) await site.start(browser);
          const page = await site.back(browser, query);
          assertRefused(page);
          assert.ok(page.headers.get('www-authenticate'));
          assert.ok(!page.text.includes('garbage'));
          assert.equal(await site.userOf(browser), null);
        }
      });
    }

    it('that is good starts nothing anew when the code is missing', async () => {
      const browser = new Browser();
      const { state } = await site.start(browser);
      const page = await site.back(browser, { state });
      assert.deepEqual([page.status, page.json().code, page.location], [400, 'credentials_missing', null]);
      assertRefused(await site.back(browser, { ...CODE, state }));
      assert.equal(await site.userOf(browser), null);
    });

    it('twice is none, and a code twice is none', async () => {
      const browser = new Browser();
      const { state } = await site.start(browser);
      const url = `${site.origin}/passport/github/callback`;
      const accept = 'application/json';
      assertRefused(await browser.get(`${url}?code=of-ada&state=${state}&state=${state}`, { accept }));
      const twice = await browser.get(`${url}?code=of-ada&code=of-alan&state=${state}`, { accept });
      assert.deepEqual([twice.status, twice.json().code], [400, 'credentials_missing']);
      assert.deepEqual(site.provider.asked, []);
      assert.equal(await site.userOf(browser), null);
    });

    it('is found in a session whatever else it holds, and anything but a login that began here is nothing', async () => {
      const entry = { handle: 'h', strategy: 'github', at: Date.now() };
      for (const held of [
        'text',
        7,
        {},
        [null, 7, 'text', [], {}],
        [{ ...entry, handle: 7 }],
        [{ ...entry, strategy: 'gitlab' }],
        [{ ...entry, at: '2020' }],
        [{ ...entry, at: null }],
        [{ ...entry, verifier: {} }],
        [{ ...entry, returnTo: ['/'] }],
      ]) {
        const browser = new Browser();
        const session = JSON.stringify({ oauthFlows: held });
        await browser.post(`${site.origin}/session`, { session });
        assertRefused(await site.back(browser, { ...CODE, state: 'h' }));
        const { state } = await site.start(browser);
        await site.back(browser, { ...CODE, state });
        assert.equal(await site.userOf(browser), 'ada');
        site.provider.asked.length = 0;
      }
    });

    it('of the application is kept with the login and handed back; the provider sees a handle', async () => {
      for (const [path, own] of [
        ['/state/text', 'of the application'],
        ['/state/object', { cart: 7 }],
      ] as const) {
        const browser = new Browser();
        const away = await site.start(browser, path);
        assert.match(away.state, /^[\w-]{22}$/);
        assert.equal(away.redirect_uri, site.origin + path);
        assertRefused(await site.back(browser, { ...CODE, state: 'of the application' }, path));
        const done = await site.back(browser, { ...CODE, state: away.state }, path);
        assert.deepEqual(done.json(), { state: own });
        assert.equal(await site.userOf(browser), 'ada');
        site.provider.asked.length = 0;
      }
    });

    it('holds the page that each login began for: two tabs land each on their own', async () => {
      const browser = new Browser();
      const open = async (page: string): Promise<string> => {
        const away = await browser.get(`${site.origin}${page}`, { accept: 'text/html' });
        assert.deepEqual([away.status, away.location], [302, '/login']);
        return (await site.start(browser)).state;
      };
      const [first, second] = [await open('/members/1?a=b'), await open('/members/2')];
      const { state: none } = await site.start(new Browser());
      assert.ok(none);
      for (const [state, page] of [
        [second, '/members/2'],
        [first, '/members/1?a=b'],
      ]) {
        const done = await site.back(browser, { ...CODE, state });
        assert.deepEqual([done.status, done.location], [302, page]);
        assert.deepEqual((await browser.follow(done)).json(), { user: 'ada' });
      }
      assert.equal((await browser.get(`${site.origin}/session`)).json().returnTo, undefined);
    });

    it('holds no page for a login that began for none, whatever another tab wants meanwhile', async () => {
      const browser = new Browser();
      const { state } = await site.start(browser);
      await browser.get(`${site.origin}/members/3`, { accept: 'text/html' });
      const done = await site.back(browser, { ...CODE, state });
      assert.deepEqual([done.status, done.location], [302, '/']);
      assert.equal(await site.userOf(browser), 'ada');
      const session = (await browser.get(`${site.origin}/session`)).json();
      assert.equal(session.returnTo, '/members/3');
    });

    it('holds the page that a link to the login names, where a browser may be sent', async () => {
      for (const [wanted, page] of [
        ['/members/4?a=b', '/members/4?a=b'],
        ['//evil.example', '/'],
        ['https://evil.example/', '/'],
        ['javascript:alert(1)', '/'],
      ]) {
        const browser = new Browser();
        const { state } = await site.start(browser, `/passport/github?returnTo=${encodeURIComponent(wanted)}`);
        const done = await site.back(browser, { ...CODE, state });
        assert.deepEqual([done.status, done.location], [302, page]);
        assert.equal(await site.userOf(browser), 'ada');
      }
    });

    it('stays small: pages with long addresses make older logins go, never the newest', async () => {
      const browser = new Browser();
      const long = `/members/5?q=${'q'.repeat(700)}`;
      for (let i = 0; i < 5; i++) {
        const { state } = await site.start(browser, `/passport/github?returnTo=${encodeURIComponent(long)}`);
        const { oauthFlows } = (await browser.get(`${site.origin}/session`)).json();
        assert.ok(JSON.stringify(oauthFlows).length <= 1500);
        if (i < 4) continue;
        const done = await site.back(browser, { ...CODE, state });
        assert.deepEqual([done.status, done.location], [302, long]);
        assert.equal(await site.userOf(browser), 'ada');
      }
    });
  });
}
