import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { logInAtProvider } from '../support/atProvider';
import { Browser, type Page } from '../support/Browser';
import { config, generate, refused, type BootError } from '../support/generate';
import { startOpenIDSite, type OpenIDSite } from '../support/openIDSite';
import { startProvider, type Provider } from '../support/provider';
import { inModule } from '../support/running';
import { STORES } from '../support/sessionStores';
import { startStandIn, type StandIn } from '../support/standIn';

const CLIENT = 'the client';
const CODE = { code: 'of-ada' };
const NAMES = ['oidc', 'byhand'] as const;
const seconds = (): number => Math.floor(Date.now() / 1000);

type Claims = Record<string, unknown>;

const json =
  (value: unknown): RequestListener =>
  (_req, res) =>
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const idToken = (claims: unknown): string => `${encoded({ alg: 'RS256' })}.${encoded(claims)}.c2lnbmVk`;
const withToken = (token: unknown): RequestListener =>
  json({ access_token: 'a token', token_type: 'Bearer', id_token: token });

for (const store of STORES) {
  describe(`OpenID Connect with ${store} sessions, at a certified provider`, () => {
    let provider: Provider;
    let site: OpenIDSite;
    before(async () => {
      site = await startOpenIDSite(store, async origin => {
        provider = await startProvider({
          redirectURIs: NAMES.map(name => `${origin}/passport/${name}/callback`),
          accounts: [{ id: '7', login: 'ada', name: 'Ada Lovelace' }],
        });
        const { authorizationURL, tokenURL, userProfileURL, clientId: key, clientSecret: secret } = provider;
        const urls = { authorizationURL, tokenURL, userInfoURL: userProfileURL };
        return { issuer: provider.origin, ...urls, key, secret, scope: 'profile' };
      });
    });
    after(async () => {
      await site?.close();
      await provider?.close();
    });

    for (const name of NAMES) {
      it(`a login works, and a second request knows the user by issuer and subject: ${name}`, async () => {
        const browser = new Browser();
        const back = await logInAtProvider(browser, await browser.get(`${site.origin}/passport/${name}`), '7');
        assert.equal(new URL(String(back.location)).searchParams.get('iss'), provider.origin);
        const done = await browser.follow(back);
        assert.deepEqual([done.status, done.location], [302, '/'], done.text);
        assert.deepEqual(await site.userOf(browser), { issuer: provider.origin, id: '7' });
        const again = await browser.get(String(back.location), { accept: 'application/json' });
        assert.deepEqual([again.status, again.json().code], [401, 'state_invalid']);
        assert.deepEqual(await site.userOf(browser), { issuer: provider.origin, id: '7' });
      });
    }
  });

  describe(`OpenID Connect with ${store} sessions`, () => {
    let provider: StandIn;
    let site: OpenIDSite;
    before(async () => {
      provider = await startStandIn();
      site = await startOpenIDSite(store, async () => {
        const { authorizationURL, tokenURL, key, secret } = provider.options;
        return {
          issuer: provider.origin,
          authorizationURL,
          tokenURL,
          userInfoURL: `${provider.origin}/user`,
          key,
          secret,
        };
      });
    });
    after(async () => {
      await site?.close();
      await provider?.close();
    });
    beforeEach(() => {
      provider.asked.length = 0;
      provider.answers.clear();
    });

    /** What a good ID token says. */
    const good = (away: Record<string, string>): Claims => ({
      iss: provider.origin,
      aud: CLIENT,
      sub: 'ada',
      iat: seconds(),
      exp: seconds() + 60,
      nonce: away.nonce,
    });
    /** A login whose ID token is a good one, but for this. */
    const logIn = async (
      browser: Browser,
      {
        name = 'oidc',
        change = {},
        query = {},
      }: { name?: string; change?: Claims; query?: Record<string, string> } = {},
    ): Promise<Page> => {
      const away = await site.start(browser, `/passport/${name}`);
      provider.answers.set('/token', withToken(idToken({ ...good(away), ...change })));
      if (!provider.answers.has('/user')) provider.answers.set('/user', json({ sub: 'ada' }));
      return site.back(browser, { ...CODE, state: away.state, ...query }, `/passport/${name}/callback`);
    };
    const assertRefused = async (browser: Browser, page: Page, code: string): Promise<void> => {
      assert.deepEqual([page.status, page.json().code], [401, code], page.text);
      assert.doesNotMatch(page.text, /of-ada|mallory|a token/);
      assert.equal(await site.userOf(browser), null);
    };

    for (const name of NAMES) {
      it(`state, PKCE and a nonce are on, without being asked for: ${name}`, async () => {
        const browser = new Browser();
        const away = await site.start(browser, `/passport/${name}`);
        assert.match(away.state, /^[\w-]{22}$/);
        assert.ok(away.nonce.length >= 20);
        assert.equal(away.redirect_uri, `${site.origin}/passport/${name}/callback`);
        assert.notEqual((await site.start(new Browser(), `/passport/${name}`)).nonce, away.nonce);
        provider.answers.set('/token', withToken(idToken(good(away))));
        provider.answers.set('/user', json({ sub: 'ada' }));
        const done = await site.back(browser, { ...CODE, state: away.state }, `/passport/${name}/callback`);
        assert.deepEqual([done.status, done.location], [302, '/'], done.text);
        const { code_verifier: verifier } = provider.asked[0].form;
        assert.equal(createHash('sha256').update(verifier).digest('base64url'), away.code_challenge);
        assert.deepEqual(await site.userOf(browser), { issuer: provider.origin, id: 'ada' });
      });

      const WRONG: Record<string, Claims> = {
        'another iss': { iss: 'https://evil.example' },
        'an iss with a slash more': { iss: 'ISS/' },
        'no iss': { iss: undefined },
        'an iss that is a list': { iss: ['ISS'] },
        'another aud': { aud: 'another client' },
        'no aud': { aud: undefined },
        'a list of other auds': { aud: ['one', 'two'] },
        'several auds and no azp': { aud: [CLIENT, 'another client'] },
        'an aud that holds others than texts': { aud: [CLIENT, {}], azp: CLIENT },
        'another azp': { azp: 'another client' },
        'another nonce': { nonce: 'of another login' },
        'no nonce': { nonce: undefined },
        'a nonce that is a list': { nonce: ['NONCE'] },
        'an exp that is over': { exp: seconds() - 1 },
        'no exp': { exp: undefined },
        'an exp that is no number': { exp: 'for ever' },
        'an exp that is a list': { exp: [9_999_999_999] },
        'no iat': { iat: undefined },
        'no sub': { sub: undefined },
        'an empty sub': { sub: '' },
        'a sub that is a number': { sub: 7 },
        'a sub that is an object': { sub: { toString: 'ada' } },
      };
      for (const [what, change] of Object.entries(WRONG)) {
        it(`an ID token with ${what} is refused: ${name}`, async () => {
          const browser = new Browser();
          const away = await site.start(browser, `/passport/${name}`);
          const text = JSON.stringify({ ...good(away), ...change });
          const claims: unknown = JSON.parse(
            text.replaceAll('"ISS', `"${provider.origin}`).replace('NONCE', away.nonce),
          );
          provider.answers.set('/token', withToken(idToken(claims)));
          provider.answers.set('/user', json({ sub: 'ada' }));
          const page = await site.back(browser, { ...CODE, state: away.state }, `/passport/${name}/callback`);
          await assertRefused(browser, page, 'id_token_invalid');
          assert.ok(!provider.asked.some(({ path }) => path === '/user'), 'nothing is asked after it');
        });
      }

      for (const [what, token] of [
        ['no ID token', undefined],
        ['one that is a number', 7],
        ['one that is empty', ''],
        ['one of two parts', `${encoded({})}.${encoded({})}`],
        ['one that is encrypted', 'a.b.c.d.e'],
        ['one that is no JSON', 'a.b.c'],
        ['one that is null', `a.${encoded(null)}.c`],
        ['one that is a list', `a.${encoded([])}.c`],
      ] as const) {
        it(`an answer with ${what} is refused: ${name}`, async () => {
          const browser = new Browser();
          const { state } = await site.start(browser, `/passport/${name}`);
          provider.answers.set('/token', withToken(token));
          const page = await site.back(browser, { ...CODE, state }, `/passport/${name}/callback`);
          await assertRefused(browser, page, 'id_token_invalid');
        });
      }
    }

    it('several auds with our azp are good', async () => {
      const browser = new Browser();
      const done = await logIn(browser, { change: { aud: ['another client', CLIENT], azp: CLIENT } });
      assert.equal(done.status, 302, done.text);
      assert.deepEqual(await site.userOf(browser), { issuer: provider.origin, id: 'ada' });
    });

    for (const [what, answer] of [
      ['somebody else', { sub: 'mallory' }],
      ['nobody', {}],
      ['a user_id, as long ago', { user_id: 'mallory' }],
      ['a number', { sub: 7 }],
      ['a list', ['ada']],
    ] as const) {
      it(`user info about ${what} is refused: it must be about the subject of the ID token`, async () => {
        provider.answers.set('/user', json(answer));
        const browser = new Browser();
        await assertRefused(browser, await logIn(browser), 'id_token_invalid');
      });
    }

    const failing: RequestListener = (_req, res) => res.writeHead(500).end('mallory');
    for (const [what, path, answer, status, code] of [
      ['user info that is no JSON', '/user', (_req, res) => res.end('mallory'), 401, 'id_token_invalid'],
      ['user info that is an error', '/user', failing, 502, 'provider_failed'],
      ['a token endpoint that fails', '/token', failing, 502, 'provider_failed'],
      ['a token endpoint that redirects', '/token', (_req, res) => res.writeHead(302).end(), 502, 'provider_failed'],
    ] as [string, string, RequestListener, number, string][]) {
      it(`${what} is no login, and the worker lives`, async () => {
        const browser = new Browser();
        const away = await site.start(browser);
        provider.answers.set('/token', withToken(idToken(good(away))));
        provider.answers.set(path, answer);
        const page = await site.back(browser, { ...CODE, state: away.state });
        assert.deepEqual([page.status, page.json().code], [status, code], page.text);
        assert.doesNotMatch(page.text, /of-ada|mallory/);
        assert.equal(await site.userOf(browser), null);
      });
    }

    it('a callback that says who sent it must say so rightly', async () => {
      const browser = new Browser();
      await assertRefused(browser, await logIn(browser, { query: { iss: 'https://evil.example' } }), 'issuer_invalid');
      assert.deepEqual(provider.asked, []);
      assert.equal((await logIn(browser, { query: { iss: provider.origin } })).status, 302);
      assert.deepEqual(await site.userOf(browser), { issuer: provider.origin, id: 'ada' });
    });

    it('an error of the provider is a refusal in words of ours, and only of a login that was begun', async () => {
      const browser = new Browser();
      const query = { error: 'access_denied', error_description: 'mallory' };
      await assertRefused(browser, await site.back(browser, query), 'state_invalid');
      const { state } = await site.start(browser);
      await assertRefused(browser, await site.back(browser, { ...query, state }), 'access_denied');
    });

    it('the answer of one strategy is never taken for that of another', async () => {
      const browser = new Browser();
      const away = await site.start(browser);
      provider.answers.set('/token', withToken(idToken(good(away))));
      const page = await site.back(browser, { ...CODE, state: away.state }, '/passport/byhand/callback');
      await assertRefused(browser, page, 'state_invalid');
    });

    it('several logins of one browser run side by side, each with its nonce', async () => {
      const browser = new Browser();
      const [first, second] = [await site.start(browser), await site.start(browser)];
      provider.answers.set('/user', json({ sub: 'ada' }));
      for (const [away, other, status] of [
        [second, first, 401],
        [first, first, 302],
      ] as const) {
        provider.answers.set('/token', withToken(idToken(good(other))));
        assert.equal((await site.back(browser, { ...CODE, state: away.state })).status, status);
      }
      assert.deepEqual(await site.userOf(browser), { issuer: provider.origin, id: 'ada' });
    });

    it('a callback without a code begins nothing anew', async () => {
      const browser = new Browser();
      const { state } = await site.start(browser);
      const page = await site.back(browser, { state });
      assert.deepEqual([page.status, page.json().code, page.location], [400, 'credentials_missing', null]);
    });
  });
}

describe('OpenID Connect: what an application may ask for', () => {
  let provider: StandIn;
  let site: OpenIDSite;
  before(async () => {
    provider = await startStandIn();
    site = await startOpenIDSite(
      'cookie',
      async () => {
        const { authorizationURL, tokenURL, key, secret } = provider.options;
        return { issuer: provider.origin, authorizationURL, tokenURL, userInfoURL: provider.origin, key, secret };
      },
      {
        'app/router.ts': `
          import { Strategy as OpenIDConnectStrategy } from 'passport-openidconnect';
          const kept = new Map();
          const store = {
            store(req, context, state, meta, done) { kept.set('own-state', context); done(null, 'own-state'); },
            verify(req, state, done) { const context = kept.get(state); kept.delete(state); done(null, context ?? false, { message: 'mallory' }); } };
          export default app => {
            const { key: clientID, secret: clientSecret, ...urls } = app.config.passportByhand;
            const make = (name, options) => {
              const all = { ...urls, clientID, clientSecret, callbackURL: '/passport/' + name + '/callback', ...options };
              app.passport.use(name, new OpenIDConnectStrategy(all, (issuer, profile, done) => done(null, { id: profile.id })));
              app.passport.mount(name);
            };
            make('aged', { maxAge: 60 });
            make('own', { store, nonce: true });
            make('keyed', { sessionKey: 'of-the-application' });
            app.router.get('/state', app.passport.authenticate('aged', { callbackURL: '/state', state: { cart: 7 }, successReturnToOrRedirect: undefined }),
              async ctx => { ctx.body = ctx.req.authInfo; });
            app.router.post('/posted', app.passport.authenticate('aged', { callbackURL: '/posted' })); };`,
      },
    );
  });
  after(async () => {
    await site?.close();
    await provider?.close();
  });

  /** Comes back to the strategy with an ID token that says this, too. */
  const comeBack = async (
    browser: Browser,
    path: string,
    more: Claims,
    callback = `${path}/callback`,
  ): Promise<Page> => {
    const away = await site.start(browser, path);
    const claims = { iss: provider.origin, aud: CLIENT, sub: 'ada', iat: seconds(), exp: seconds() + 60 };
    provider.answers.set('/token', withToken(idToken({ ...claims, nonce: away.nonce, ...more })));
    return site.back(browser, { ...CODE, state: away.state }, callback);
  };

  it('a login that is not older than `maxAge`', async () => {
    const browser = new Browser();
    assert.equal((await site.start(browser, '/passport/aged')).max_age, '60');
    for (const loggedIn of [undefined, seconds() - 600, 'now']) {
      const page = await comeBack(browser, '/passport/aged', { auth_time: loggedIn });
      assert.deepEqual([page.status, page.json().code], [401, 'id_token_invalid']);
      assert.equal(await site.userOf(browser), null);
    }
    assert.equal((await comeBack(browser, '/passport/aged', { auth_time: seconds() })).status, 302);
    assert.deepEqual(await site.userOf(browser), { id: 'ada' });
  });

  it('a state of its own, which comes back as authInfo.state', async () => {
    const page = await comeBack(new Browser(), '/state', { auth_time: seconds() }, '/state');
    assert.deepEqual(page.json(), { state: { cart: 7 } });
  });

  it('a store of its own, which stays; the rest holds there too', async () => {
    const browser = new Browser();
    assert.equal((await site.start(browser, '/passport/own')).state, 'own-state');
    const wrong = await comeBack(browser, '/passport/own', { aud: 'another client' });
    assert.deepEqual([wrong.status, wrong.json().code], [401, 'id_token_invalid']);
    const nonce = await comeBack(browser, '/passport/own', { nonce: 'of another login' });
    assert.equal(nonce.status, 403);
    assert.doesNotMatch(nonce.text, /nonce/);
    assert.equal(await site.userOf(browser), null);
    assert.equal((await comeBack(browser, '/passport/own', {})).status, 302);
    assert.deepEqual(await site.userOf(browser), { id: 'ada' });
  });

  it('a key for its state, which is ours all the same', async () => {
    const browser = new Browser();
    const { state } = await site.start(browser, '/passport/keyed');
    assert.match(state, /^[\w-]{22}$/);
    const session = (await browser.get(`${site.origin}/session`)).json();
    assert.deepEqual(Object.keys(session), ['oauthFlows']);
  });

  it('but not that a provider posts: passport-openidconnect looks at the query only', async () => {
    const browser = new Browser();
    const { state } = await site.start(browser, '/passport/aged');
    const page = await browser.post(`${site.origin}/posted`, { ...CODE, state }, { accept: 'application/json' });
    assert.deepEqual([page.status, page.json().code, page.location], [400, 'credentials_missing', null]);
  });
});

describe('OpenID Connect in production', () => {
  const bootError = async (tokenURL: string): Promise<BootError | undefined> => {
    const urls = `issuer: 'https://p.example', authorizationURL: 'https://p.example/auth', tokenURL: '${tokenURL}'`;
    const files = {
      'config/config.default.ts': config(
        `passport: { baseURL: 'https://www.example.com' }, passportOidc: { key: 'k', secret: 's', ${urls} }`,
      ),
      ...inModule('login', {
        Login: `import { Strategy as OpenIDConnectStrategy } from 'passport-openidconnect';
          @Strategy('oidc', OpenIDConnectStrategy) export class OpenIDLogin { validate(issuer, profile) { return null; } }`,
      }),
    };
    return generate(files, { env: 'prod' }).then(
      ({ close }) => close().then(() => undefined),
      (err: BootError) => err,
    );
  };

  for (const url of ['http://p.example/token', 'http://127.0.0.1.p.example/token', 'HTTP://p.example/token']) {
    it(`does not boot with ${url}: TLS stands for the signature of ID tokens`, async () => {
      const print = process.stderr.write;
      process.stderr.write = () => true;
      const error = await bootError(url).finally(() => (process.stderr.write = print));
      assert.equal(error?.code, 'strategy_options');
      assert.match(String(error?.message), /config\.passportOidc\.tokenURL/);
    });
  }

  for (const url of [
    'https://p.example/token',
    'http://127.0.0.1:8080/token',
    'http://localhost/token',
    'http://[::1]/token',
  ]) {
    it(`boots with ${url}`, async () => {
      assert.equal(await bootError(url), undefined);
    });
  }

  it('wants key and secret', async () => {
    for (const [option, code] of [
      ['key', 'strategy_key'],
      ['secret', 'strategy_secret'],
    ]) {
      const { error } = await refused({
        'config/config.default.ts': config(
          `passportOidc: { issuer: 'i', authorizationURL: 'https://p.example', tokenURL: 'https://p.example', key: 'k', secret: 's', ${option}: undefined }`,
        ),
        ...inModule('login', {
          Login: `import { Strategy as OpenIDConnectStrategy } from 'passport-openidconnect';
            @Strategy('oidc', OpenIDConnectStrategy) export class OpenIDLogin { validate(issuer, profile) { return null; } }`,
        }),
      });
      assert.equal(error.code, code);
    }
  });
});
