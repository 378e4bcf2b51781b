import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import mm, { type MockApplication } from 'egg-mock';
import { cancelAtProvider, logInAtProvider } from '../support/atProvider';
import { boot } from '../support/boot';
import { Browser, type Page } from '../support/Browser';
import { listen, type Listening } from '../support/listen';
import { startProvider, type Provider } from '../support/provider';

const ACCOUNTS = [
  { id: '7', login: 'ada', name: 'Ada Lovelace' },
  { id: '8', login: 'alan', name: 'Alan Turing' },
  // At whose name the verifiers of the applications throw.
  { id: '9', login: 'broken', name: 'Mallory' },
];
/** Must never be in an answer. */
const INTERNAL = 'what only the log may say';

describe('egg-passport-* plugins of the registry', () => {
  let twitter: Listening;
  let site: Site;
  before(async () => {
    twitter = await listen(oauth1Endpoints);
    site = await startSite(() => 'ecosystem', {
      providers: () => ({
        twitter: {
          requestTokenURL: `${twitter.origin}/request_token`,
          accessTokenURL: `${twitter.origin}/access_token`,
          userProfileURL: `${twitter.origin}/profile`,
        },
      }),
    });
  });
  after(async () => {
    await site.close();
    await twitter.close();
  });

  const startOf = async (name: string): Promise<URL> => {
    const away = await new Browser().get(`${site.origin}/passport/${name}`);
    assert.equal(away.status, 302);
    return new URL(String(away.location));
  };

  it('egg-passport-github starts at GitHub', async () => {
    const url = await startOf('github');
    assert.equal(url.origin + url.pathname, 'https://github.com/login/oauth/authorize');
    const { state, code_challenge, ...others } = Object.fromEntries(url.searchParams);
    assert.match(state, /^[\w-]{22}$/);
    assert.match(code_challenge, /^[\w-]{43}$/);
    assert.deepEqual(others, {
      response_type: 'code',
      redirect_uri: `${site.origin}/passport/github/callback`,
      client_id: 'github key',
      code_challenge_method: 'S256',
    });
  });

  it('egg-passport-weibo starts at Weibo', async () => {
    const url = await startOf('weibo');
    assert.equal(url.origin + url.pathname, 'https://api.weibo.com/oauth2/authorize');
    const { state, code_challenge, ...others } = Object.fromEntries(url.searchParams);
    assert.match(state, /^[\w-]{22}$/);
    assert.match(code_challenge, /^[\w-]{43}$/);
    assert.deepEqual(others, {
      response_type: 'code',
      redirect_uri: `${site.origin}/passport/weibo/callback`,
      client_id: 'weibo key',
      code_challenge_method: 'S256',
    });
  });

  it('egg-passport-twitter gets a request token, starts at Twitter, and logs in', async () => {
    const browser = new Browser();
    const away = await browser.get(`${site.origin}/passport/twitter`);
    assert.equal(away.location, 'https://api.twitter.com/oauth/authenticate?oauth_token=request-token');
    const back = await browser.get(
      `${site.origin}/passport/twitter/callback?oauth_token=request-token&oauth_verifier=the-verifier`,
    );
    assert.deepEqual([back.status, back.location], [302, '/']);
    assert.deepEqual(await userOf(browser, site), { provider: 'twitter', id: '7', name: 'ada' });
  });

  it('egg-passport-twitter: a refusal at Twitter is a 401', async () => {
    const browser = new Browser();
    await browser.get(`${site.origin}/passport/twitter`);
    const back = await browser.get(`${site.origin}/passport/twitter/callback?denied=request-token`);
    assert.equal(back.status, 401);
    assert.equal(await userOf(browser, site), null);
  });

  it("egg-passport-twitter: Twitter's own mistakes are a 502, in words of ours", async () => {
    const browser = new Browser();
    const accept = 'application/json';
    const start = await browser.get(`${site.origin}/passport/twitter`);
    assert.equal(start.status, 302);
    const back = await browser.get(
      `${site.origin}/passport/twitter/callback?oauth_token=request-token&oauth_verifier=garbage`,
      { accept },
    );
    assert.equal(back.status, 502);
    assert.equal(back.json().code, 'provider_failed');
    assert.equal(back.json().message, 'The login provider could not complete this login');
    assert.equal(await userOf(browser, site), null);
  });

  it('egg-passport-local logs in and out', async () => {
    const browser = new Browser();
    const wrong = await browser.post(`${site.origin}/login`, { email: 'ada@example.com', password: 'wrong' });
    assert.equal(wrong.status, 401);
    assert.equal(await userOf(browser, site), null);
    const right = await browser.post(`${site.origin}/login`, { email: 'ada@example.com', password: 'right' });
    assert.deepEqual([right.status, right.location], [302, '/me']);
    assert.deepEqual(await userOf(browser, site), {
      provider: 'local',
      id: 'ada@example.com',
      name: 'ada@example.com',
    });
    assert.equal((await browser.post(`${site.origin}/logout`)).location, '/me');
    assert.equal(await userOf(browser, site), null);
  });
});

/** An application that logs in with the provider, and how it knows Ada. */
interface Flow {
  readonly fixture: string;
  readonly ada: object;
}

const FLOWS: Record<string, Flow> = {
  'passport-github2 under @Strategy': {
    fixture: 'ecosystem-tegg',
    ada: { id: '7', name: 'Ada Lovelace', login: 'ada', hasToken: true },
  },
  'egg-passport-github': {
    fixture: 'ecosystem',
    ada: { provider: 'github', id: '7', name: 'ada' },
  },
};

for (const [name, { fixture, ada }] of Object.entries(FLOWS)) {
  describe(`OAuth 2 with a provider, in production: ${name}`, () => {
    let provider: Provider;
    let site: Site;
    before(async () => {
      site = await startSite(() => fixture, {
        env: 'prod',
        providers: async origin => {
          provider = await startProvider({
            redirectURIs: [`${origin}/passport/github/callback`],
            accounts: ACCOUNTS,
          });
          const { clientId, clientSecret, authorizationURL, tokenURL, userProfileURL } = provider;
          const urls = { authorizationURL, tokenURL, userProfileURL };
          return {
            github: { key: clientId, secret: clientSecret, ...urls, scope: ['openid', 'profile'], scopeSeparator: ' ' },
          };
        },
      });
    });
    after(async () => {
      await site.close();
      await provider.close();
    });
    afterEach(() => provider.overrides.clear());

    const start = (browser: Browser): Promise<Page> => browser.get(`${site.origin}/passport/github`);
    const comeBackAs = async (browser: Browser, account: string): Promise<Page> =>
      logInAtProvider(browser, await start(browser), account);
    const logIn = async (browser: Browser): Promise<void> => {
      const done = await browser.follow(await comeBackAs(browser, '7'));
      assert.deepEqual([done.status, done.location], [302, '/']);
      assert.deepEqual(await userOf(browser, site), ada);
    };
    /** A callback that the browser was not sent to, of a flow that it began. */
    const callback = async (browser: Browser, query: Record<string, string>, accept: string): Promise<Page> => {
      const away = new URL(String((await start(browser)).location));
      const search = new URLSearchParams({ state: String(away.searchParams.get('state')), ...query }).toString();
      return browser.get(`${site.origin}/passport/github/callback?${search}`, { accept });
    };
    /** Both kinds of answers to this, given to somebody who is logged in and stays so. */
    const refused = async (
      status: number,
      attempt: (browser: Browser, accept: string) => Promise<Page>,
      loggedIn = true,
    ): Promise<Page> => {
      let last: Page | undefined;
      for (const accept of ['text/html', 'application/json']) {
        const browser = new Browser();
        if (loggedIn) await logIn(browser);
        last = await attempt(browser, accept);
        // egg-onerror answers 500 and names the real status where it answers HTML in production.
        const plain = status < 500 || accept === 'application/json';
        assert.equal(last.status, plain ? status : 500, last.text);
        assert.match(last.text, plain ? /./ : new RegExp(`real status: ${status}<`));
        if (status > 500 && plain) assert.equal(last.json().code, 'provider_failed');
        assertDiscreet(last);
        assert.deepEqual(await userOf(browser, site), loggedIn ? ada : null);
        provider.overrides.clear();
      }
      return last as Page;
    };

    it('start, login, consent, code, token, profile, verify, session, and the user on the next request', async () => {
      const browser = new Browser();
      const away = await start(browser);
      assert.equal(away.status, 302);
      const url = new URL(String(away.location));
      assert.equal(url.origin + url.pathname, provider.authorizationURL);
      assert.equal(url.searchParams.get('redirect_uri'), `${site.origin}/passport/github/callback`);
      assert.match(String(url.searchParams.get('state')), /^[\w-]{22}$/);
      assert.equal(url.searchParams.get('code_challenge_method'), 'S256');
      const back = await logInAtProvider(browser, away, '7');
      assert.equal(new URL(String(back.location)).pathname, '/passport/github/callback');
      assert.equal(await userOf(browser, site), null);
      const done = await browser.follow(back);
      assert.deepEqual([done.status, done.location], [302, '/']);
      assert.deepEqual(await userOf(browser, site), ada);
      assert.equal(await userOf(new Browser(), site), null);
    });

    it('two people side by side', async () => {
      const browsers = [new Browser(), new Browser()];
      const backs = await Promise.all([comeBackAs(browsers[0], '7'), comeBackAs(browsers[1], '8')]);
      await Promise.all(backs.map((back, i) => browsers[i].follow(back)));
      const ids = await Promise.all(browsers.map(async browser => (await userOf(browser, site))?.id));
      assert.deepEqual(ids, ['7', '8']);
    });

    it('a code that the provider never gave is a 401', async () => {
      await refused(401, (browser, accept) => callback(browser, { code: `garbage ${INTERNAL}` }, accept));
    });

    it('a code that was used is no use to anybody else', async () => {
      const browser = new Browser();
      const back = await comeBackAs(browser, '7');
      await browser.follow(back);
      const code = String(new URL(String(back.location)).searchParams.get('code'));
      await refused(401, (other, accept) => callback(other, { code }, accept), false);
    });

    it('parameters that come twice are refused or fail without details', async () => {
      const browser = new Browser();
      const page = await browser.get(`${site.origin}/passport/github/callback?code=a&code=b&state=c&state=d`);
      assert.equal(page.status, 401, page.text);
      assertDiscreet(page);
      assert.equal(await userOf(browser, site), null);
    });

    it('a state that this browser did not get is a 401', async () => {
      await refused(401, (browser, accept) => callback(browser, { code: 'any', state: 'garbage' }, accept));
    });

    it("a callback of an attacker's login is a 401 in another browser", async () => {
      const back = await comeBackAs(new Browser(), '8');
      await refused(401, (browser, accept) => browser.get(String(back.location), { accept }));
    });

    it("the user's refusal at the provider is a 401", async () => {
      const page = await refused(
        401,
        async browser => browser.follow(await cancelAtProvider(browser, await start(browser))),
        false,
      );
      assert.ok(page.headers.get('www-authenticate'), 'a 401 carries a challenge');
      await refused(401, (browser, accept) =>
        callback(browser, { error: 'access_denied', error_description: INTERNAL }, accept),
      );
    });

    for (const [error, status] of [
      ['server_error', 502],
      ['temporarily_unavailable', 503],
      ['invalid_scope', 502],
      [`<script>${INTERNAL}</script>`, 502],
    ] as const) {
      it(`the provider's error ${error.slice(0, 23)} is a ${status}`, async () => {
        await refused(status, (browser, accept) =>
          callback(browser, { error, error_description: INTERNAL, error_uri: INTERNAL }, accept),
        );
      });
    }

    const json = (value: unknown): string => JSON.stringify(value);
    for (const [what, path, answer] of [
      ['a token endpoint that is down', '/token', { status: 500, body: `<h1>${INTERNAL}</h1>`, type: 'text/html' }],
      [
        'a token endpoint with an error',
        '/token',
        { status: 400, body: json({ error: 'invalid_client', error_description: INTERNAL }) },
      ],
      ['a token endpoint that gives no token', '/token', { status: 200, body: json({ hint: INTERNAL }) }],
      ['a profile that is not served', '/me', { status: 500, body: INTERNAL, type: 'text/plain' }],
      [
        "a profile request that is refused in GitHub's words",
        '/me',
        { status: 401, body: json({ message: INTERNAL }) },
      ],
      ['a profile that is null', '/me', { status: 200, body: 'null' }],
      ['a profile that is no JSON', '/me', { status: 200, body: `<h1>${INTERNAL}</h1>`, type: 'text/html' }],
    ] as const) {
      it(`${what} is a 502`, async () => {
        await refused(502, async (browser, accept) => {
          const back = await comeBackAgain(browser, await start(browser));
          provider.overrides.set(path, answer);
          return browser.get(String(back.location), { accept });
        });
      });
    }

    it('an error of the application is a 500', async () => {
      await refused(
        500,
        async (browser, accept) => {
          const back = await comeBackAs(browser, '9');
          return browser.get(String(back.location), { accept });
        },
        false,
      );
    });
  });
}

describe('OAuth 2 with a provider, under guards', () => {
  let provider: Provider;
  let site: Site;
  before(async () => {
    site = await startSite(() => 'ecosystem-tegg', {
      providers: async origin => {
        provider = await startProvider({
          redirectURIs: [`${origin}/passport/github/callback`],
          accounts: [...ACCOUNTS, { id: '10', login: 'banned', name: 'Mallory' }],
        });
        const { clientId, clientSecret, authorizationURL, tokenURL, userProfileURL } = provider;
        const urls = { authorizationURL, tokenURL, userProfileURL };
        return {
          github: {
            key: clientId,
            secret: clientSecret,
            ...urls,
            scope: ['openid', 'profile'],
            scopeSeparator: ' ',
          },
        };
      },
    });
  });
  after(async () => {
    await site.close();
    await provider.close();
  });

  it('a browser that wants a guarded page logs in at the provider, with PKCE, and lands on that page', async () => {
    const browser = new Browser();
    const guarded = await browser.get(`${site.origin}/members?tab=1`, { accept: 'text/html' });
    assert.deepEqual([guarded.status, guarded.location], [302, '/passport/github']);
    const away = await browser.follow(guarded);
    assert.equal(new URL(String(away.location)).searchParams.get('code_challenge_method'), 'S256');
    const landed = await browser.follow(await logInAtProvider(browser, away, '7'));
    assert.deepEqual([landed.status, landed.location], [302, '/members?tab=1']);
    const members = await browser.follow(landed);
    assert.equal((members.json() as { user: { name: string } }).user.name, 'Ada Lovelace');
  });

  it('a mocked user opens the guard, until mm.restore()', async () => {
    site.app.mockUser({ name: 'Grace' });
    const members = await new Browser().get(`${site.origin}/members`);
    assert.equal((members.json() as { user: { name: string } }).user.name, 'Grace');
    await mm.restore();
    const guarded = await new Browser().get(`${site.origin}/members`, { accept: 'application/json' });
    assert.equal(guarded.status, 401);
  });

  it('whom the verifier does not want is refused', async () => {
    const browser = new Browser();
    const away = await browser.get(`${site.origin}/passport/github`);
    const page = await browser.follow(await logInAtProvider(browser, away, '10'));
    assert.equal(page.status, 401);
    assert.equal(await userOf(browser, site), null);
  });
});

/** An application on a port that is known before it boots. */
interface Site extends Listening {
  readonly app: MockApplication;
}

interface SiteOptions {
  readonly env?: string;
  /** What the application's configuration says of its providers, given where the application will be. */
  readonly providers: (origin: string) => object | Promise<object>;
}

async function startSite(fixture: () => string, { env, providers }: SiteOptions): Promise<Site> {
  let handle: RequestListener;
  const server = await listen((req, res) => handle(req, res));
  mm(process.env, 'PROVIDERS', JSON.stringify({ baseURL: server.origin, ...(await providers(server.origin)) }));
  if (env) {
    mm.env(env);
    mm.home(join(__dirname, '../fixtures/apps', fixture()));
  }
  const app = await boot(fixture());
  await mm.restore();
  if (env) assert.equal(app.config.env, env);
  handle = app.callback();
  return {
    app,
    origin: server.origin,
    async close() {
      await server.close();
      await app.close();
    },
  };
}

/** Who a second request of this browser comes from. */
async function userOf(browser: Browser, site: Site): Promise<{ id: string } | null> {
  const me = await browser.get(`${site.origin}/me`);
  assert.equal(me.status, 200, me.text);
  return (me.json() as { user: { id: string } | null }).user;
}

/** To the provider and back, for somebody who is logged in there already. */
async function comeBackAgain(browser: Browser, away: Page): Promise<Page> {
  const back = await browser.follow(away);
  assert.equal(new URL(String(back.location)).pathname, '/passport/github/callback');
  return back;
}

/** The answer says nothing of what was sent, of what the provider said, or of our insides. */
function assertDiscreet(page: Page): void {
  const seen = page.text + [...page.headers.values()].join('\n');
  for (const word of [INTERNAL, 'garbage', '<script', 'node_modules', '.js:', 'at Object', 'OAuth', 'TokenError']) {
    assert(!seen.includes(word), `${JSON.stringify(word)} in ${seen}`);
  }
}

/** Twitter's side of OAuth 1. */
const oauth1Endpoints: RequestListener = (req, res) => {
  const authorization = req.headers.authorization ?? '';
  const signed = authorization.startsWith('OAuth ') && authorization.includes('oauth_consumer_key="twitter%20key"');
  const answers: Record<string, string> = {
    '/request_token': 'oauth_token=request-token&oauth_token_secret=hidden&oauth_callback_confirmed=true',
    '/access_token': authorization.includes('oauth_verifier="the-verifier"')
      ? 'oauth_token=access-token&oauth_token_secret=hidden&user_id=7&screen_name=ada'
      : '',
    '/profile': authorization.includes('oauth_token="access-token"')
      ? JSON.stringify({ id_str: '7', screen_name: 'ada', name: 'Ada Lovelace' })
      : '',
  };
  const answer = signed && answers[String(req.url)];
  if (answer) res.end(answer);
  else res.writeHead(401).end(JSON.stringify({ errors: [{ message: INTERNAL }] }));
};
