import assert from 'node:assert/strict';
import mm from 'egg-mock';
import { AuthenticationError, PassportError } from 'tegg-passport';
import { config, plugins, type Files } from '../support/generate';
import { startOAuthSite, type OAuthSite } from '../support/oauthSite';
import { controllers, cookiesOf, get, inModule, JSON_ONLY, LOGIN_CONTROLLER, post, running } from '../support/running';
import { STORES } from '../support/sessionStores';

const ADA = { id: '1', username: 'ada' };
const ALAN = { id: '2', username: 'alan' };

/** What a refused request says. */
const codeOf = (res: { body: unknown }): unknown => (res.body as { code?: unknown }).code;

for (const store of STORES) {
  describe(`app.mockStrategy of a provider of OAuth 2, with ${store} sessions`, () => {
    let site: OAuthSite;
    before(async () => {
      site = await startOAuthSite({ store });
    });
    after(() => site.close());
    beforeEach(() => void (site.provider.asked.length = 0));
    afterEach(() => {
      assert.deepEqual(site.provider.asked, [], 'somebody asked the provider');
      return mm.restore();
    });
    type Agent = ReturnType<typeof site.app.httpRequest>;

    /** Begins a login; the path to which the provider sends the browser back. */
    async function start(agent: Agent, path = '/passport/github'): Promise<string> {
      const res = await agent.get(path).expect(302);
      return String(res.headers.location);
    }
    const back = (agent: Agent, path: string) => agent.get(path).set(JSON_ONLY);
    const userOf = async (agent: Agent): Promise<unknown> =>
      ((await agent.get('/me').expect(200)).body as { user: unknown }).user;

    for (const name of ['github', 'weibo']) {
      it(`logs in at ${name}: start, state, PKCE, callback, validate and session run for real`, async () => {
        const browser = site.app.asNobody();
        const profile = { ...ADA, _json: { name: 'ada' } };
        site.app.mockStrategy(name, profile);
        const callback = await start(browser, `/passport/${name}`);
        assert.match(callback, new RegExp(`^/passport/${name}/callback\\?(?=.*code=)(?=.*state=)`));
        const { body } = await browser.get('/session').expect(200);
        const [flow] = (body as { oauthFlows: { strategy: string; verifier: string }[] }).oauthFlows;
        assert.equal(flow.strategy, name);
        assert.equal(flow.verifier.length, 43);
        await browser.get(callback).expect(302).expect('Location', '/');
        assert.equal(await userOf(browser), 'ada');
        const session = (await browser.get('/session').expect(200)).body as { passport: { strategy: string } };
        assert.equal(session.passport.strategy, name);
      });
    }

    it('goes back to the page that the browser wanted', async () => {
      const browser = site.app.asNobody();
      site.app.mockStrategy('github', ADA);
      await browser.get('/members/1').set('Accept', 'text/html').expect(302).expect('Location', '/login');
      await browser
        .get(await start(browser))
        .expect(302)
        .expect('Location', '/members/1');
    });

    it('refuses state of another browser, of nobody, and for the second time', async () => {
      const [browser, other] = [site.app.asNobody(), site.app.asNobody()];
      site.app.mockStrategy('github', ADA);
      const callback = await start(browser);
      assert.equal(codeOf(await back(other, callback).expect(401)), 'state_invalid');
      assert.equal(
        codeOf(await back(browser, callback.replace(/state=[^&]*/, 'state=made-up')).expect(401)),
        'state_invalid',
      );
      await browser.get(callback).expect(302);
      assert.equal(codeOf(await back(browser, callback).expect(401)), 'state_invalid');
      assert.equal(await userOf(browser), 'ada');
      assert.equal(await userOf(other), null);
    });

    it('takes no code that it has not given, and none of another login', async () => {
      const [browser, other] = [site.app.asNobody(), site.app.asNobody()];
      site.app.mockStrategy('github', ADA);
      const made = (await start(browser)).replace(/code=[^&]*/, 'code=made-up');
      assert.equal(codeOf(await back(browser, made).expect(401)), 'credentials_invalid');
      // PKCE binds a code to the login that it was given for.
      const code = /code=[^&]*/.exec(await start(other))?.[0];
      const stolen = (await start(browser)).replace(/code=[^&]*/, String(code));
      assert.equal(codeOf(await back(browser, stolen).expect(401)), 'credentials_invalid');
      assert.equal(await userOf(browser), null);
    });

    it('refuses as a user who says no at the provider', async () => {
      const browser = site.app.asNobody();
      for (const refusal of [new AuthenticationError('no'), null, false]) {
        site.app.mockStrategy('github', refusal);
        const callback = await start(browser);
        assert.match(callback, /error=access_denied/);
        assert.equal(codeOf(await back(browser, callback).expect(401)), 'access_denied');
      }
      site.app.mockStrategy('gitlab', new AuthenticationError());
      await browser
        .get(await start(browser, '/passport/gitlab'))
        .expect(302)
        .expect('Location', '/login?failed');
      assert.equal(await userOf(browser), null);
    });

    it('fails as a provider fails', async () => {
      const browser = site.app.asNobody();
      const outcome = async (error: Error): Promise<unknown[]> => {
        site.app.mockStrategy('github', error);
        const res = await back(browser, await start(browser));
        assert.doesNotMatch(res.text, /10\.0\.0\.1/);
        return [res.status, codeOf(res)];
      };
      const coded = (code: string) => Object.assign(new Error('at 10.0.0.1'), { code });
      assert.deepEqual(await outcome(new Error('at 10.0.0.1')), [502, 'provider_failed']);
      assert.deepEqual(await outcome(coded('temporarily_unavailable')), [503, 'provider_failed']);
      assert.deepEqual(await outcome(coded('invalid_grant')), [401, 'credentials_invalid']);
      const slow = new PassportError('The provider sleeps', { code: 'provider_timeout', status: 504 });
      assert.deepEqual(await outcome(slow), [504, 'provider_timeout']);
      assert.equal(await userOf(browser), null);
    });

    it('leaves what validate throws to the application', async () => {
      const browser = site.app.asNobody();
      site.app.mockStrategy('github', { id: '3', username: 'broken' });
      await back(browser, await start(browser)).expect(500);
    });

    it('may be called again: who was sent away comes back as who went', async () => {
      const [one, two] = [site.app.asNobody(), site.app.asNobody()];
      site.app.mockStrategy('github', ADA);
      const first = await start(one);
      site.app.mockStrategy('github', ALAN);
      const second = await start(two);
      await two.get(second).expect(302);
      await one.get(first).expect(302);
      assert.deepEqual([await userOf(one), await userOf(two)], ['ada', 'alan']);
    });

    it('mocks one strategy and no other, and several side by side', async () => {
      const browser = site.app.asNobody();
      site.app.mockStrategy('github', ADA);
      site.app.mockStrategy('gitlab', ALAN);
      const [github, gitlab] = [await start(browser), await start(browser, '/passport/gitlab')];
      const { host } = new URL(await start(browser, '/passport/weibo'));
      assert.equal(host, new URL(site.provider.origin).host);
      await browser.get(github).expect(302);
      assert.equal(await userOf(browser), 'ada');
      await browser.get(gitlab).expect(302);
      assert.equal(await userOf(browser), 'alan');
    });

    it('hands back the state of the application', async () => {
      const browser = site.app.asNobody();
      site.app.mockStrategy('github', ADA);
      const { body } = await browser.get(await start(browser, '/state/object')).expect(200);
      assert.deepEqual((body as { state: unknown }).state, { cart: 7 });
    });

    it('is taken back by mm.restore()', async () => {
      const browser = site.app.asNobody();
      site.app.mockStrategy('github', ADA);
      const callback = await start(browser);
      await mm.restore();
      const away = new URL(await start(browser));
      assert.equal(away.origin, site.provider.origin);
      await back(browser, callback).expect(401);
    });

    it('wants a profile', () => {
      assert.throws(() => site.app.mockStrategy('github', Promise.resolve(ADA)), {
        code: 'test_kit',
        message: /'github' is to come to is a promise/,
      });
      assert.throws(() => site.app.mockStrategy('github', 'ada'), { code: 'test_kit', message: /is no profile/ });
    });
  });
}

const PLUGINS: Files = {
  'config/plugin.ts': plugins(`
    passportGithub: { enable: true, package: 'egg-passport-github' },
    passportTwitter: { enable: true, package: 'egg-passport-twitter' },`),
  'config/config.default.ts': config(`
    passportGithub: { key: 'k', secret: 's', issuer: 'http://127.0.0.1:1' }, passportTwitter: { key: 'k', secret: 's' },`),
  'app/router.ts': `export default app => { for (const name of ['github', 'twitter', 'oidc']) app.passport.mount(name); };`,
  ...inModule('oidc', {
    OidcLogin: `
      import OpenIDConnectStrategy from 'passport-openidconnect';
      @Strategy('oidc', OpenIDConnectStrategy, { options: {
        issuer: 'http://127.0.0.1:1', authorizationURL: 'http://127.0.0.1:1/authorize', tokenURL: 'http://127.0.0.1:1/token',
        userInfoURL: 'http://127.0.0.1:1/me', skipUserProfile: false, clientID: 'us', clientSecret: 's', nonce: true, scope: 'profile email' } })
      export class OidcLogin { validate(issuer, profile) { return { name: profile.username, issuer, mails: profile.emails }; } }`,
  }),
  // In the place of the usual logins.
  ...inModule('login', {
    Logins: `
      @AuthVerifier() export class Keeper {
        verify(ctx, user) { return user; }
        serializeUser(ctx, { name, provider, displayName, issuer, mails }) { return { name, provider, displayName, issuer, mails }; }
        deserializeUser(ctx, user) { return user; } }`,
  }),
  ...controllers({
    PageController: `@HTTPController({ path: '/' }) export class PageController {
      ${get('/me')} async me(@CurrentUser({ optional: true }) user) { return user ?? {}; } }`,
  }),
};

describe('app.mockStrategy of plugins of the egg-passport kind, of OAuth 1 and of OpenID Connect', () => {
  const on = running(PLUGINS);
  afterEach(() => mm.restore());

  async function logIn(name: string): Promise<object> {
    const browser = on.app.asNobody();
    on.app.mockStrategy(name, { ...ADA, displayName: 'Ada', emails: [{ value: 'ada@example.com' }] });
    const { headers } = await browser.get(`/passport/${name}`).expect(302);
    await browser.get(String(headers.location)).expect(302).expect('Location', '/');
    return (await browser.get('/me').expect(200)).body as object;
  }

  it('egg-passport-github', async () => {
    assert.deepEqual(await logIn('github'), { name: 'ada', provider: 'github', displayName: 'Ada' });
  });

  it('egg-passport-twitter, which speaks OAuth 1', async () => {
    assert.deepEqual(await logIn('twitter'), { name: 'ada', provider: 'twitter', displayName: 'Ada' });
  });

  it('passport-openidconnect, with an id token that it accepts', async () => {
    const mails = [{ value: 'ada@example.com' }];
    assert.deepEqual(await logIn('oidc'), { name: 'ada', issuer: 'http://127.0.0.1:1', mails });
  });

  for (const name of ['github', 'twitter', 'oidc']) {
    it(`${name} refuses and fails`, async () => {
      const browser = on.app.asNobody();
      const outcome = async (what: unknown): Promise<number> => {
        on.app.mockStrategy(name, what);
        const { headers } = await browser.get(`/passport/${name}`).expect(302);
        return (await browser.get(String(headers.location)).set(JSON_ONLY)).status;
      };
      assert.equal(await outcome(new AuthenticationError()), 401);
      assert.equal(await outcome(new Error('down')), 502);
      await browser.get('/me').expect(200, {});
    });
  }

  it('OAuth 1 takes no token of another browser', async () => {
    on.app.mockStrategy('twitter', ADA);
    const [one, two] = [on.app.asNobody(), on.app.asNobody()];
    on.app.mockStrategy('twitter', ADA);
    const { headers } = await one.get('/passport/twitter').expect(302);
    const res = await two.get(String(headers.location)).set(JSON_ONLY);
    assert.ok(res.status >= 400, String(res.status));
    await two.get('/me').expect(200, {});
  });
});

describe('app.mockStrategy of strategies that ask nobody', () => {
  const on = running(
    controllers({
      LoginController: LOGIN_CONTROLLER,
      PageController: `@HTTPController({ path: '/' }) export class PageController {
        ${get('/who')} async who(@CurrentUser({ optional: true }) user) { return user?.name ?? 'nobody'; }
        @Authenticated('api-key') ${get('/machine')} async machine(@CurrentUser() user) { return user; }
        @Authenticated(['session', 'api-key']) ${get('/both')} async both(@CurrentUser() user) { return user.name; }
        @Login('api-key', { session: false }) ${post('/key')} async key(@CurrentUser() user) { return { user }; } }`,
    }),
  );
  afterEach(() => mm.restore());
  const machine = (headers = {}) => on.get('/machine', { ...JSON_ONLY, ...headers });
  const login = () => on.post('/login', JSON_ONLY).send({});

  it('accept with the user, without credentials, and the verifiers run', async () => {
    on.app.mockStrategy('api-key', { name: 'root' });
    await machine().expect(200, { name: 'root', roles: ['admin'] });
    on.app.mockStrategy('api-key', { name: 'nobody' });
    await machine().expect(401);
  });

  it('log in: the session brings the user back', async () => {
    on.app.mockStrategy('local', { name: 'ada' });
    const res = await login().expect(200, { name: 'ada' });
    await on.get('/who', { Cookie: cookiesOf(res) }).expect(200, 'ada');
    await on.get('/who').expect(200, 'nobody');
  });

  it('refuse, with the message, status and challenge of the refusal', async () => {
    on.app.mockStrategy('api-key', new AuthenticationError('sold out', { status: 403 }));
    await machine().expect(403);
    on.app.mockStrategy('api-key', new AuthenticationError('no', { challenge: 'Key' }));
    const { headers } = await machine({ 'x-api-key': 'ada' }).expect(401);
    assert.equal(headers['www-authenticate'], 'Key');
    for (const nobody of [null, false, undefined]) {
      on.app.mockStrategy('local', nobody);
      await on.post('/login', JSON_ONLY).send({ username: 'ada', password: 'right' }).expect(401);
    }
  });

  it('break: a server error, never a refusal', async () => {
    on.app.mockStrategy('local', new Error('the database at 10.0.0.1 is down'));
    await login().expect(500);
  });

  it('accept users that are falsy', async () => {
    on.app.mockStrategy('api-key', 0);
    await on.post('/key', JSON_ONLY).expect(200, { user: 0 });
  });

  it('stand side by side with a session', async () => {
    on.app.mockStrategy('api-key', { name: 'machine' });
    await on.get('/both').expect(200, 'machine');
    await (await on.app.loginAs({ name: 'ada' })).get('/both').expect(200, 'ada');
  });

  it('the last mock of one strategy wins, and mm.restore() takes all back', async () => {
    on.app.mockStrategy('api-key', { name: 'one' });
    on.app.mockStrategy('api-key', { name: 'two' });
    await on.get('/both').expect(200, 'two');
    await mm.restore();
    await machine().expect(401);
    await machine({ 'x-api-key': 'ada' }).expect(200, { name: 'ada' });
  });

  it('an outcome that has yet to come out is an error', () => {
    assert.throws(() => on.app.mockStrategy('local', () => ({ name: 'ada' })), {
      code: 'test_kit',
      message: "What 'local' is to come to is a function: give what comes out of it",
    });
    assert.throws(() => on.app.mockStrategy('local', Promise.resolve({ name: 'ada' })), { code: 'test_kit' });
  });

  it('a name that nothing registers is an error with the nearest one', () => {
    assert.throws(() => on.app.mockStrategy('api-kee', {}), {
      code: 'strategy_unknown',
      message: "Nothing registers the strategy 'api-kee'. Did you mean 'api-key'? Registered are: local, api-key",
    });
    assert.throws(() => on.app.mockStrategy('session', {}), {
      code: 'test_kit',
      message: /use mockUser\(\) or loginAs\(\)/,
    });
  });
});
