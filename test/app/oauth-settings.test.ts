import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Browser } from '../support/Browser';
import { startOAuthSite, type OAuthSite } from '../support/oauthSite';
import { plugins, refused, config } from '../support/generate';
import { inModule } from '../support/running';

const CODE = { code: 'of-ada' };

// Strategies that an application makes by itself, one of them with a store of its own.
const BY_HAND = `
  import { Agent } from 'node:http';
  import { Strategy as GitHubStrategy } from 'passport-github2';
  const states = new Map();
  const store = {
    store(req, state, meta, done) { states.set('own-state', meta.callbackURL); done(null, 'own-state'); },
    verify(req, state, done) { done(null, states.delete(state), { message: 'no such state' }); } };
  export default app => {
    const { passportGithub: provider } = app.config;
    const make = (name, options) => {
      const all = { ...provider, clientID: provider.key, clientSecret: provider.secret, callbackURL: '/passport/' + name + '/callback', ...options };
      app.passport.use(name, new GitHubStrategy(all, (token, refresh, profile, done) => done(null, { name: profile.username })));
      app.passport.mount(name);
    };
    make('own', { store });
    make('stated', { state: true });
    make('plain', { state: true, pkce: 'plain' });
    make('spec', { state: true, pkce: true });
    make('bare', {});
    make('agent', {});
    app.passport.strategy('agent')._oauth2.setAgent(Object.assign(new Agent(), {
      createConnection(...args) { app.connections = (app.connections ?? 0) + 1; return Agent.prototype.createConnection.apply(this, args); } }));
    // Its provider calls the code otherwise.
    class Renamed extends GitHubStrategy {
      authenticate(req, options) {
        const code = req.query.auth_code;
        if (!code) return super.authenticate(req, options);
        this._oauth2.getOAuthAccessToken(code, { grant_type: 'authorization_code' }, (err, token) => {
          if (err) return this.error(err);
          this.userProfile(token, (err, profile) => err ? this.error(err)
            : this._verify(token, '', profile, (err, user) => err ? this.error(err) : this.success(user, 'a text')));
        });
      }
    }
    // Its strategy takes whatever JSON there is.
    class Loose extends GitHubStrategy {
      userProfile(token, done) {
        this._oauth2.get(provider.userProfileURL, token, (err, body) => done(err, { said: JSON.parse(body) }));
      }
    }
    app.passport.use('loose', new Loose({ ...provider, clientID: 'k', clientSecret: 's' }, (token, refresh, profile, done) => done(null, { name: 'anybody' })));
    app.passport.mount('loose');
    app.passport.use('renamed', new Renamed({ ...provider, clientID: 'k', clientSecret: 's' }, (token, refresh, profile, done) => done(null, { name: profile.username })));
    app.passport.mount('renamed');
    app.router.get('/renamed', app.passport.authenticate('renamed', { callbackURL: '/renamed' }));
    app.router.post('/posted', app.passport.authenticate('bare', { callbackURL: '/posted' }));
  };`;

describe('OAuth 2: what a provider needs', () => {
  let site: OAuthSite;
  before(async () => {
    site = await startOAuthSite({
      files: { 'app/router.ts': BY_HAND },
      more: ({ options }) =>
        `passportGitlab: { ...${JSON.stringify(options)}, pkce: 'plain' }, passportBare: { pkce: false }, passportWeibo: { key: 'k', secret: 's' },`,
    });
  });
  after(() => site?.close());
  beforeEach(() => {
    site.provider.asked.length = 0;
  });

  /** A whole login: the parameters of its start, and the verifier that went to the provider. */
  const logIn = async (name: string): Promise<{ away: Record<string, string>; verifier: string | undefined }> => {
    const browser = new Browser();
    const away = await site.start(browser, `/passport/${name}`);
    const done = await site.back(browser, { ...CODE, state: away.state }, `/passport/${name}/callback`);
    assert.deepEqual([done.status, done.location], [302, '/'], done.text);
    assert.equal(await site.userOf(browser), 'ada');
    const [{ form }] = site.provider.asked;
    assert.equal(form.redirect_uri, away.redirect_uri);
    return { away, verifier: form.code_verifier };
  };

  it('`pkce: false` turns PKCE off, and not the state', async () => {
    const { away, verifier } = await logIn('bare');
    assert.match(away.state, /^[\w-]{22}$/);
    assert.deepEqual([away.code_challenge, away.code_challenge_method, verifier], [undefined, undefined, undefined]);
  });

  for (const name of ['gitlab', 'plain']) {
    it(`pkce: 'plain' sends the verifier as it is: ${name}`, async () => {
      const { away, verifier } = await logIn(name);
      assert.equal(away.code_challenge_method, 'plain');
      assert.equal(away.code_challenge, verifier);
    });
  }

  for (const name of ['stated', 'spec']) {
    it(`a strategy that asks passport-oauth2 for a state gets ours, and several logins side by side: ${name}`, async () => {
      const { away, verifier } = await logIn(name);
      assert.equal(away.code_challenge, createHash('sha256').update(String(verifier)).digest('base64url'));
      const browser = new Browser();
      const path = `/passport/${name}`;
      const first = await site.start(browser, path);
      await site.start(browser, path);
      await site.back(browser, { ...CODE, state: first.state }, `${path}/callback`);
      assert.equal(await site.userOf(browser), 'ada');
    });
  }

  it('an agent that was set on the client is used', async () => {
    await logIn('agent');
    assert.equal((site.app as unknown as { connections: number }).connections, 2);
  });

  it('a provider that calls the code otherwise is no way around the state', async () => {
    for (const path of ['/passport/renamed/callback', '/renamed', '/passport/renamed']) {
      const browser = new Browser();
      await site.start(browser, '/renamed');
      const page = await site.back(browser, { auth_code: 'of-mallory' }, path);
      assert.deepEqual([page.status, page.json().code], [401, 'state_invalid']);
      assert.deepEqual(site.provider.asked, []);
      assert.equal(await site.userOf(browser), null);
    }
    const browser = new Browser();
    const { state } = await site.start(browser, '/passport/renamed');
    await site.back(browser, { auth_code: 'of-ada', state }, '/passport/renamed/callback');
    assert.equal(await site.userOf(browser), 'ada');
  });

  it('JSON that is neither an object nor a list is no profile, whatever the strategy would make of it', async () => {
    for (const [body, status] of [
      ['null', 502],
      ['7', 502],
      ['"ada"', 502],
      ['true', 502],
      ['{}', 302],
      ['[]', 302],
    ] as const) {
      const browser = new Browser();
      const { state } = await site.start(browser, '/passport/loose');
      site.provider.answers.set('/user', (_req, res) => res.end(body));
      const page = await site.back(browser, { ...CODE, state }, '/passport/loose/callback');
      assert.equal(page.status, status, body);
      assert.equal(await site.userOf(browser), status === 302 ? 'anybody' : null);
    }
    site.provider.answers.clear();
  });

  it('a code in a body is no way around the state', async () => {
    const forms = [
      { code: 'of-mallory' },
      { code: 'of-mallory', state: 'garbage' },
      { 'code[]': 'of-mallory', state: 'garbage' },
    ] as Record<string, string>[];
    for (const form of forms) {
      const browser = new Browser();
      const page = await browser.post(`${site.origin}/posted`, form, { accept: 'application/json' });
      assert.deepEqual([page.status, page.json().code], [401, 'state_invalid']);
      assert.deepEqual(site.provider.asked, []);
      assert.equal(await site.userOf(browser), null);
    }
  });

  it('a provider may post: code and state in a body, each once and as text', async () => {
    const begin = async (browser: Browser): Promise<string> => {
      const away = await browser.post(`${site.origin}/posted`);
      return String(new URL(String(away.location)).searchParams.get('state'));
    };
    const browser = new Browser();
    const done = await browser.post(`${site.origin}/posted`, { ...CODE, state: await begin(browser) });
    assert.deepEqual([done.status, done.location], [302, '/'], done.text);
    assert.equal(await site.userOf(browser), 'ada');

    site.provider.asked.length = 0;
    const other = new Browser();
    const state = await begin(other);
    const send = (body: object): Promise<Response> =>
      fetch(`${site.origin}/posted`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          cookie: other.cookieHeader(site.origin),
        },
        body: JSON.stringify(body),
      });
    for (const [body, status] of [
      [{ code: 'of-ada', state: [state, state] }, 401],
      [{ code: 'of-ada', state: { $ne: '' } }, 401],
      [{ code: ['of-ada'], state }, 400],
    ] as const) {
      assert.equal((await send(body)).status, status, JSON.stringify(body));
    }
    assert.deepEqual(site.provider.asked, []);
  });

  it('an error in a body that is no text is an error of the provider, and none of ours', async () => {
    const browser = new Browser();
    const away = await browser.post(`${site.origin}/posted`);
    const state = new URL(String(away.location)).searchParams.get('state');
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const cookie = browser.cookieHeader(site.origin);
    for (const [body, status, code] of [
      [{ error: { toString: null }, state: 'garbage' }, 401, 'state_invalid'],
      [{ error: { toString: null }, state }, 502, 'provider_failed'],
    ] as const) {
      const posted = { method: 'POST', headers: { ...headers, cookie }, body: JSON.stringify(body) };
      const answer = await fetch(`${site.origin}/posted`, posted);
      assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [status, code]);
    }
    assert.equal(await site.userOf(browser), null);
  });

  it('a strategy with a state store of its own keeps it, and the rest of its options', async () => {
    const { away, verifier } = await logIn('own');
    assert.deepEqual([away.state, away.code_challenge, verifier], ['own-state', undefined, undefined]);
    const again = await site.back(
      new Browser(),
      { ...CODE, state: 'own-state' },
      '/passport/own/callback',
      'text/html',
    );
    assert.equal(again.status, 403);
  });

  it('a state store of its own does not make its errors ours: nothing of the query shows', async () => {
    const browser = new Browser();
    await site.start(browser, '/passport/own');
    for (const [error, status, code] of [
      ['access_denied', 401, 'credentials_invalid'],
      ['<script>garbage', 502, 'provider_failed'],
    ] as const) {
      const page = await site.back(browser, { error, error_description: 'garbage' }, '/passport/own/callback');
      assert.deepEqual([page.status, page.json().code], [status, code]);
      assert.ok(!page.text.includes('garbage'), page.text);
    }
    assert.equal(await site.userOf(browser), null);
  });
});

describe('OAuth 2 without sessions', () => {
  it('has no place for a state: a login does not start', async () => {
    const site = await startOAuthSite({
      files: {
        'config/plugin.ts': plugins(`session: { enable: false },`),
        'app/controller/PageController.ts': '',
        ...inModule('gitlab', { Login: '' }),
        'app/router.ts': '',
      },
    });
    try {
      const page = await new Browser().get(`${site.origin}/passport/github`, { accept: 'application/json' });
      assert.deepEqual([page.status, page.json().code], [500, 'session_unavailable']);
      const back = await site.back(new Browser(), { ...CODE, state: 'any' });
      assert.deepEqual([back.status, back.json().code], [401, 'state_invalid']);
      assert.deepEqual(site.provider.asked, []);
    } finally {
      await site.close();
    }
  });
});

describe('OAuth 2 settings that make no sense stop the boot', () => {
  const LOGIN = inModule('github', {
    Login: `import { Strategy as GitHubStrategy } from 'passport-github2';
      @Strategy('github', GitHubStrategy) export class GithubLogin { validate() { return null; } }`,
  });
  for (const setting of [`pkce: 'S512'`, `pkce: 0`, `timeout: 0`, `timeout: -1`, `timeout: '10s'`, `timeout: NaN`]) {
    it(setting, async () => {
      const passportGithub = `passportGithub: { key: 'k', secret: 's', ${setting} }`;
      const { error } = await refused({ ...LOGIN, 'config/config.default.ts': config(passportGithub) });
      assert.equal(error.code, 'strategy_options');
      assert.match(error.message, new RegExp(`\`${setting.split(':')[0]}\``));
    });
  }
});
