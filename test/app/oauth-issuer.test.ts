import assert from 'node:assert/strict';
import { Browser, type Page } from '../support/Browser';
import { config, refused } from '../support/generate';
import { startOAuthSite, type OAuthSite } from '../support/oauthSite';
import { inModule } from '../support/running';
import { STORES } from '../support/sessionStores';

const ISSUER = 'https://login.example.com/tenant';
const CODE = { code: 'of-ada' };

// Strategies that keep their state by themselves; the provider of one calls the code otherwise.
const OWN_STATE = `
  import { Strategy as GitHubStrategy } from 'passport-github2';
  const store = {
    store(req, state, meta, done) { done(null, 'own-state'); },
    verify(req, state, done) { done(null, state === 'own-state'); } };
  export default app => {
    const { key: clientID, secret: clientSecret, ...urls } = app.config.passportGithub;
    const make = (name, Base) => {
      const options = { ...urls, clientID, clientSecret, callbackURL: '/passport/' + name + '/callback', store };
      app.passport.use(name, new Base(options, (token, refresh, profile, done) => done(null, { name: profile.username })));
    };
    make('own', GitHubStrategy);
    app.passport.mount('own');
    make('renamed', class extends GitHubStrategy {
      authenticate(req, options) {
        this._oauth2.getOAuthAccessToken(req.query.auth_code, { grant_type: 'authorization_code' },
          (err, token) => err ? this.error(err) : this.success({ name: token })); } });
    app.router.get('/renamed', app.passport.authenticate('renamed')); };`;

for (const store of STORES) {
  describe(`the issuer of a callback, with ${store} sessions`, () => {
    let site: OAuthSite;
    before(async () => {
      site = await startOAuthSite({
        store,
        files: {
          'app/router.ts': OWN_STATE,
          ...inModule('decorated', {
            Login: `import { Strategy as GitHubStrategy } from 'passport-github2';
              @Strategy('decorated', GitHubStrategy, { mount: true, options: { issuer: '${ISSUER}' } }) export class ProviderLogin {
                validate(accessToken, refreshToken, profile) { return { name: profile.username }; } }`,
          }),
        },
        more: ({ options }) => {
          const own = JSON.stringify({ ...options, issuer: ISSUER });
          return `passportGitlab: ${own}, passportOwn: { issuer: '${ISSUER}' }, passportRenamed: { issuer: '${ISSUER}' },
            passportDecorated: ${JSON.stringify(options)},`;
        },
      });
    });
    after(() => site?.close());
    beforeEach(() => {
      site.provider.asked.length = 0;
    });

    const comeBack = async (browser: Browser, name: string, query: string): Promise<Page> => {
      const { state } = await site.start(browser, `/passport/${name}`);
      const url = `${site.origin}/passport/${name}/callback?state=${state}&${query}`;
      return browser.get(url, { accept: 'application/json' });
    };
    const right = `iss=${encodeURIComponent(ISSUER)}`;

    for (const name of ['decorated', 'own']) {
      it(`that is configured is the only one that is taken: ${name}`, async () => {
        const browser = new Browser();
        const done = await comeBack(browser, name, `code=of-ada&${right}`);
        assert.deepEqual([done.status, done.location], [302, '/'], done.text);
        assert.equal(await site.userOf(browser), 'ada');
      });

      for (const [what, iss] of [
        ['is not there', ''],
        ['is empty', 'iss='],
        ['is another', 'iss=https%3A%2F%2Fevil.example'],
        ['has a slash more', `${right}%2F`],
        ['is written otherwise', 'iss=HTTPS%3A%2F%2Flogin.example.com%2Ftenant'],
        ['comes twice', `${right}&${right}`],
        ['comes with another', `${right}&iss=https%3A%2F%2Fevil.example`],
        ['is a list', `${right.replace('iss=', 'iss[]=')}`],
      ]) {
        it(`is asked for before a code or an error is believed: one that ${what} is refused, ${name}`, async () => {
          for (const said of ['code=of-ada', 'error=access_denied', 'error=server_error']) {
            const browser = new Browser();
            const page = await comeBack(browser, name, `${said}&${iss}`);
            assert.deepEqual([page.status, page.json().code], [401, 'issuer_invalid'], page.text);
            assert.ok(!page.text.includes('evil'));
            assert.deepEqual(site.provider.asked, []);
            assert.equal(await site.userOf(browser), null);
          }
        });
      }
    }

    it('with the right one an error is an error', async () => {
      const page = await comeBack(new Browser(), 'decorated', `error=access_denied&${right}`);
      assert.deepEqual([page.status, page.json().code], [401, 'access_denied']);
    });

    it('is no way around for a strategy that finds its code under another name', async () => {
      const browser = new Browser();
      const page = await browser.get(`${site.origin}/renamed?auth_code=of-ada`, { accept: 'application/json' });
      assert.equal(page.status, 401, page.text);
      assert.deepEqual(site.provider.asked, []);
    });

    it('that nobody configured says nothing, and does not stand in the way', async () => {
      const browser = new Browser();
      assert.equal((await comeBack(browser, 'github', 'code=of-ada&iss=https%3A%2F%2Fany.example')).status, 302);
      assert.equal(await site.userOf(browser), 'ada');
    });

    it('need not be configured: the answer of one provider is never taken for that of another', async () => {
      const browser = new Browser();
      const [one, other] = [await site.start(browser), await site.start(browser, '/passport/decorated')];
      // Each provider knows a place of its own to which browsers come back, and a state of its own.
      assert.notEqual(one.redirect_uri, other.redirect_uri);
      for (const [state, path] of [
        [one.state, '/passport/decorated/callback'],
        [other.state, '/passport/github/callback'],
      ]) {
        for (const iss of [{}, { iss: ISSUER }, { iss: site.provider.origin }]) {
          const page = await site.back(browser, { ...CODE, ...iss, state } as Record<string, string>, path);
          assert.deepEqual([page.status, page.json().code], [401, 'state_invalid']);
        }
      }
      assert.deepEqual(site.provider.asked, []);
      assert.equal(await site.userOf(browser), null);
    });
  });
}

describe('an issuer that is none stops the boot', () => {
  for (const issuer of ['true', '7', `''`, `['${ISSUER}']`, '{}', 'null']) {
    it(issuer, async () => {
      const { error } = await refused({
        'config/config.default.ts': config(`passportGithub: { key: 'k', secret: 's', issuer: ${issuer} }`),
        ...inModule('github', {
          Login: `import { Strategy as GitHubStrategy } from 'passport-github2';
            @Strategy('github', GitHubStrategy) export class ProviderLogin { validate() { return null; } }`,
        }),
      });
      assert.equal(error.code, 'strategy_options');
      assert.match(error.message, /`issuer` of `config\.passportGithub` makes no sense/);
    });
  }
});
