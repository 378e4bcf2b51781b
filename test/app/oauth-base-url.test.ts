import assert from 'node:assert/strict';
import mm, { type MockApplication } from 'egg-mock';
import { config, plugins, remove, withApp, write, type BootError, type Files } from '../support/generate';
import { controllers, get, inModule } from '../support/running';

const SITE = 'https://www.example.com';
const KEYS = `passportGithub: { key: 'k', secret: 's' }`;
const github = (options: string): Files =>
  inModule('github', {
    Login: `import { Strategy as GitHubStrategy } from 'passport-github2';
      @Strategy('github', GitHubStrategy, ${options}) export class GithubLogin { validate() { return null; } }
      @AuthVerifier() export class Keeper { serializeUser(ctx, user) { return 1; } deserializeUser() { return {}; } }`,
  });
const configured = (more = '', keys = KEYS): Files => ({ 'config/config.default.ts': config(`${keys}, ${more}`) });

// Without tegg: plugins of egg-passport's kind.
const PLUGINS: Files = {
  'config/plugin.ts': plugins(`passportGithub: { enable: true, package: 'egg-passport-github' },
    passportTwitter: { enable: true, package: 'egg-passport-twitter' },`),
};

/** Where the provider is told to send the browser back, to a request with these headers. */
async function redirectURI(
  app: MockApplication,
  path: string,
  headers: Record<string, string>,
): Promise<string | null> {
  const res = await app.httpRequest().get(path).set(headers).expect(302);
  return new URL(String(res.headers.location)).searchParams.get('redirect_uri');
}

/** Boots as `EGG_SERVER_ENV` says. */
async function inEnv<T>(env: string, files: Files, use: (app: MockApplication) => Promise<T>): Promise<T> {
  const baseDir = write(files);
  mm.env(env);
  mm.home(baseDir);
  const print = process.stderr.write;
  process.stderr.write = () => true;
  const app = mm.app({ baseDir, cache: false } as never);
  try {
    await app.ready();
    return await use(app);
  } finally {
    await app.close();
    process.stderr.write = print;
    await mm.restore();
    remove(baseDir);
  }
}

const bootError = (env: string, files: Files): Promise<BootError> =>
  inEnv(env, files, () => Promise.reject(new Error('the application has booted'))).catch((err: BootError) => err);

describe('redirect_uri', () => {
  const FORGED = {
    Host: 'evil.example',
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': 'https',
    Forwarded: 'host=evil.example;proto=https',
  };

  for (const [what, settings, strategy, expected] of [
    ['the default callback', `passport: { baseURL: '${SITE}' }`, '{ mount: true }', `${SITE}/passport/github/callback`],
    [
      'with a slash at its end',
      `passport: { baseURL: '${SITE}/' }`,
      '{ mount: true }',
      `${SITE}/passport/github/callback`,
    ],
    [
      'below a path',
      `passport: { baseURL: '${SITE}/app/' }`,
      '{ mount: true }',
      `${SITE}/app/passport/github/callback`,
    ],
    [
      'a callback of its own',
      `passport: { baseURL: '${SITE}' }`,
      `{ mount: { callbackURL: '/back?a=1' } }`,
      `${SITE}/back?a=1`,
    ],
  ] as const) {
    it(`comes from config.passport.baseURL, whatever the request says: ${what}`, () =>
      inEnv('prod', { ...github(strategy), ...configured(`proxy: true, ${settings}`) }, async app => {
        assert.equal(await redirectURI(app, '/passport/github', FORGED), expected);
      }));
  }

  it('of a callback beside the start comes from there too', () =>
    inEnv(
      'prod',
      {
        ...github('{}'),
        ...configured(`passport: { baseURL: '${SITE}' }`),
        ...controllers({
          LoginController: `@HTTPController({ path: '/in' }) export class LoginController {
            @Login('github', { callbackURL: 'back?a=1' }) ${get('/start')} async start() {} }`,
        }),
      },
      async app => {
        assert.equal(await redirectURI(app, '/in/start', FORGED), `${SITE}/in/back?a=1`);
      },
    ));

  it('stays what a full callbackURL says', () =>
    inEnv(
      'prod',
      { ...github(`{ mount: { callbackURL: 'https://other.example.com/back' } }`), ...configured() },
      async app => {
        assert.equal(await redirectURI(app, '/passport/github', FORGED), 'https://other.example.com/back');
      },
    ));

  it('comes from the request where there is no production and no baseURL', () =>
    withApp({ ...github('{ mount: true }'), ...configured() }, async app => {
      const uri = await redirectURI(app, '/passport/github', { Host: 'localhost:7001' });
      assert.equal(uri, 'http://localhost:7001/passport/github/callback');
    }));

  it('comes from config.passport.baseURL there too, when it is given', () =>
    withApp({ ...github('{ mount: true }'), ...configured(`passport: { baseURL: '${SITE}' }`) }, async app => {
      const uri = await redirectURI(app, '/passport/github', { Host: 'localhost:7001' });
      assert.equal(uri, `${SITE}/passport/github/callback`);
    }));

  it('of a plugin of the kind of egg-passport comes from config.passport.baseURL', () =>
    inEnv(
      'prod',
      {
        ...PLUGINS,
        ...configured(`passport: { baseURL: '${SITE}' }`, `${KEYS}, passportTwitter: { key: 'k', secret: 's' }`),
        'app/router.ts': `export default app => app.passport.mount('github');`,
      },
      async app => {
        assert.equal(await redirectURI(app, '/passport/github', FORGED), `${SITE}/passport/github/callback`);
      },
    ));
});

describe('production without config.passport.baseURL', () => {
  const LOGIN = controllers({
    LoginController: `@HTTPController({ path: '/' }) export class LoginController {
      @Login('github') ${get('/in')} async login() {} }`,
  });
  const keys = `${KEYS}, passportTwitter: { key: 'k', secret: 's' }`;
  for (const [what, files] of Object.entries({
    'a mounted strategy': { ...github('{ mount: true }'), ...configured() },
    'a strategy mounted at a path': { ...github(`{ mount: { callbackURL: '/back' } }`), ...configured() },
    'a @Login': { ...github('{}'), ...LOGIN, ...configured() },
    "a plugin of egg-passport's kind": {
      ...PLUGINS,
      ...configured('', keys),
      'app/router.ts': `export default app => app.passport.mount('github');`,
    },
    'a plugin for OAuth 1': {
      ...PLUGINS,
      ...configured('', keys),
      'app/router.ts': `export default app => app.passport.mount('twitter', { callbackURL: '/back' });`,
    },
    'a middleware': {
      ...PLUGINS,
      ...configured('', keys),
      'app/router.ts': `export default app => app.router.get('/in', app.passport.authenticate('github'));`,
    },
  })) {
    it(`does not boot with ${what} whose callback is a path`, async () => {
      for (const env of ['prod', 'pre']) {
        const error = await bootError(env, files);
        assert.equal(error.code, 'base_url', error.stack);
        assert.match(
          error.message,
          /logins with '(github|twitter)' come back to a path.*Set `config\.passport\.baseURL`/,
        );
      }
    });
  }

  it('boots with full URLs, and where nobody logs in at a provider', async () => {
    const full = `callbackURL: '${SITE}/back'`;
    for (const files of [
      { ...github(`{ mount: { ${full} } }`), ...configured() },
      { ...github('{}'), ...LOGIN, ...configured('', `passportGithub: { key: 'k', secret: 's', ${full} }`) },
      { ...github('{}'), ...configured() },
      { ...PLUGINS, ...configured('', keys) },
    ]) {
      await inEnv('prod', files, app => app.httpRequest().get('/nowhere').expect(404));
    }
  });

  it('does not send a browser away that a login of a later hour would', () =>
    inEnv(
      'prod',
      {
        ...PLUGINS,
        ...configured('', keys),
        'app/router.ts': `export default app => app.router.get('/in', (ctx, next) => app.passport.authenticate('github')(ctx, next));`,
      },
      async app => {
        const res = await app.httpRequest().get('/in').set('Accept', 'application/json').expect(500);
        assert.equal((res.body as { code: string }).code, 'base_url');
        assert.equal(res.headers.location, undefined);
      },
    ));
});
