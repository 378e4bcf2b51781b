import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { Browser, type Page } from '../support/Browser';
import { config, plugins, withApp } from '../support/generate';
import { listen } from '../support/listen';
import { startOAuthSite, type OAuthSite } from '../support/oauthSite';

/** Must be in no answer and no log. */
const SECRET = 'what-nobody-may-read';
const TIMEOUT = 150;
const MEGABYTE = 1024 * 1024;

const text =
  (body: string, status = 200, headers: Record<string, string> = {}): RequestListener =>
  (_req, res) =>
    res.writeHead(status, headers).end(body);
const json = (value: unknown, status?: number): RequestListener => text(JSON.stringify(value), status);
const page = (status?: number): RequestListener =>
  text(`<!doctype html><title>${SECRET}</title><p>access_token=stolen&scope=${SECRET}</p>`, status, {
    'content-type': 'text/html',
  });

/** Answers that say nothing of use, wherever they come. */
const BROKEN: Record<string, RequestListener> = {
  'an error page': page(500),
  'an error page with status 200': page(),
  'an error page with status 404': page(404),
  'an error in JSON': json({ error: SECRET, error_description: SECRET, message: SECRET }, 400),
  'an error in JSON with status 401': json({ message: SECRET }, 401),
  'an error that is null': text('null', 400),
  nothing: text(''),
  'no content': text('', 204),
  null: text('null'),
  'a number': text('7'),
  'a text': json(SECRET),
  'a list': json([]),
  'an empty object': json({}),
  'half an object': text(`{"access_token":"${SECRET}`),
  garbage: text('\u0000\ufffd{[('),
  'bytes that are no text': (_req, res) => res.end(Buffer.from([0xff, 0xfe, 0, 1, 2])),
  'less than it announced': (_req, res) => {
    res.writeHead(200, { 'content-length': '100' }).write('{"id":');
    res.socket?.destroySoon();
  },
  'a closed connection': req => void req.socket.destroy(),
  'something that is no HTTP': req => void req.socket.end(`${SECRET}\r\n\r\n`),
};

/** Answers of a token endpoint that give no token. */
const NO_TOKEN: Record<string, RequestListener> = {
  'a token that is empty': json({ access_token: '' }),
  'a token that is a number': json({ access_token: 7 }),
  'a token that is a list': json({ access_token: [SECRET] }),
  'a token that is an object': json({ access_token: { a: SECRET } }),
  'a token with a line break': json({ access_token: `a\r\nX-Injected: ${SECRET}` }),
  'a token that comes twice': text('access_token=a&access_token=b'),
  'an error with status 200': json({ error: 'bad_verification_code', error_description: SECRET }),
};

/** Profiles of nobody. */
const NOBODY: Record<string, RequestListener> = {
  'a profile without an id': json({ login: 'ada' }),
  'a profile whose id is null': json({ id: null, login: 'ada' }),
  'a profile whose id is empty': json({ id: '', login: 'ada' }),
  'a profile whose id is an object': json({ id: {}, login: 'ada' }),
  'a profile whose id makes no text': json({ id: { toString: null, valueOf: null }, login: 'ada' }),
};

describe('OAuth 2: a provider that is out of order', () => {
  let site: OAuthSite;
  const logged: unknown[] = [];
  before(async () => {
    site = await startOAuthSite({
      more: ({ options }) => `passportGitlab: { ...${JSON.stringify(options)}, timeout: ${TIMEOUT} },`,
    });
    site.app.on('error', err => logged.push(err));
  });
  after(() => site?.close());
  beforeEach(async () => {
    logged.length = 0;
    site.provider.asked.length = 0;
    (await site.logins()).length = 0;
  });
  afterEach(() => site.provider.answers.clear());

  /** The callback of a login, while a path of the provider answers otherwise. */
  const comeBack = async (browser: Browser, path: string, answer: RequestListener, at = 'github'): Promise<Page> => {
    const { state } = await site.start(browser, `/passport/${at}`);
    site.provider.answers.set(path, answer);
    return site.back(browser, { code: 'of-ada', state }, `/passport/${at}/callback`);
  };

  /** Nobody is logged in, nothing shows, and the next login works. */
  const assertFailed = async (browser: Browser, failed: Page, status: number, code: string): Promise<void> => {
    assert.deepEqual([failed.status, failed.json().code], [status, code], failed.text);
    const seen = failed.text + [...failed.headers].join('\n') + inspect(logged, { depth: 9, showHidden: true });
    for (const word of [SECRET, 'of-ada', 'stolen', 'the secret of', '<title']) {
      assert.ok(!seen.includes(word), `${word} in ${seen}`);
    }
    assert.deepEqual(await site.logins(), []);
    assert.equal(await site.userOf(browser), null);
    site.provider.answers.clear();
    const { state } = await site.start(browser);
    await site.back(browser, { code: 'of-ada', state });
    assert.equal(await site.userOf(browser), 'ada');
  };

  for (const path of ['/token', '/user']) {
    for (const [what, answer] of Object.entries({ ...BROKEN, ...(path === '/token' ? NO_TOKEN : NOBODY) })) {
      it(`${path} that answers ${what}: 502, in words of ours`, async () => {
        const browser = new Browser();
        const failed = await comeBack(browser, path, answer);
        assert.equal(failed.json().message, 'The login provider could not complete this login');
        assert.equal(site.provider.asked.at(-1)?.path, path, 'nothing is asked after it');
        await assertFailed(browser, failed, 502, 'provider_failed');
      });
    }

    for (const status of [301, 302, 303, 307, 308]) {
      it(`${path} that answers ${status} is not followed: 502`, async () => {
        const browser = new Browser();
        const location = `${site.provider.origin}/elsewhere`;
        const body = JSON.stringify({ access_token: 'stolen', id: 'mallory', login: 'mallory' });
        const failed = await comeBack(browser, path, text(body, status, { location }));
        assert.ok(!site.provider.asked.some(asked => asked.path === '/elsewhere'));
        await assertFailed(browser, failed, 502, 'provider_failed');
      });
    }

    for (const [what, answer] of Object.entries({
      'never answers': () => {},
      'begins to answer and stops': (_req, res) => void res.writeHead(200).write('{"access_token":'),
      'answers a byte at a time': (_req, res) => {
        const drip = setInterval(() => res.write(' '), 10);
        res.once('close', () => clearInterval(drip));
      },
    } satisfies Record<string, RequestListener>)) {
      it(`${path} that ${what}: 504, and the connection is closed`, async () => {
        const browser = new Browser();
        let closed: Promise<unknown> | undefined;
        const watched: RequestListener = (req, res) => {
          closed = once(res, 'close');
          (answer as RequestListener)(req, res);
        };
        const failed = await comeBack(browser, path, watched, 'gitlab');
        await closed;
        await assertFailed(browser, failed, 504, 'provider_timeout');
      });
    }

    for (const announced of [false, true]) {
      it(`${path} that answers 50 MB${announced ? ', and says so' : ''}: 502, and most of it is never read`, async () => {
        const browser = new Browser();
        let sent: Promise<number> | undefined;
        const failed = await comeBack(browser, path, (_req, res) => {
          if (announced) res.setHeader('content-length', 50 * MEGABYTE);
          sent = pour(res, 50);
        });
        assert.ok(Number(await sent) < 20, `${String(await sent)} MB were taken`);
        await assertFailed(browser, failed, 502, 'provider_failed');
      });
    }
  }

  it('a token in a form, as GitHub sends it, is one', async () => {
    const browser = new Browser();
    const form = 'access_token=token+of-ada&scope=read%3Auser%2Cgist&token_type=bearer';
    const done = await comeBack(
      browser,
      '/token',
      text(form, 200, { 'content-type': 'application/x-www-form-urlencoded' }),
    );
    assert.deepEqual([done.status, done.location], [302, '/'], done.text);
    assert.equal(await site.userOf(browser), 'ada');
  });

  it('an answer of almost 1 MB is read', async () => {
    const browser = new Browser();
    const done = await comeBack(browser, '/user', json({ id: 'ada', login: 'ada', bio: 'b'.repeat(MEGABYTE - 100) }));
    assert.deepEqual([done.status, done.location], [302, '/'], done.text);
    assert.equal(await site.userOf(browser), 'ada');
  });

  it('a code that the provider does not know is a refusal', async () => {
    const browser = new Browser();
    const refused = await comeBack(browser, '/token', json({ error: 'invalid_grant', error_description: SECRET }, 400));
    await assertFailed(browser, refused, 401, 'credentials_invalid');
  });

  it('an error of the application is no error of the provider', async () => {
    const browser = new Browser();
    const failed = await comeBack(browser, '/user', json({ id: 'ada', login: 'broken' }));
    assert.equal(failed.status, 500);
    assert.notEqual(failed.json().code, 'provider_failed');
    assert.equal(await site.userOf(browser), null);
  });

  it('a hundred logins at once at a provider that hangs all end', async () => {
    const browsers = Array.from({ length: 100 }, () => new Browser());
    const pages = await Promise.all(browsers.map(browser => comeBack(browser, '/token', () => {}, 'gitlab')));
    assert.deepEqual([...new Set(pages.map(({ status }) => status))], [504]);
    assert.deepEqual(await site.logins(), []);
  });
});

describe('OAuth 2: what a provider says in the callback', () => {
  let site: OAuthSite;
  const logged: unknown[] = [];
  before(async () => {
    site = await startOAuthSite();
    site.app.on('error', err => logged.push(err));
  });
  after(() => site?.close());
  beforeEach(() => {
    logged.length = 0;
  });

  for (const [error, status, code] of [
    ['access_denied', 401, 'access_denied'],
    ['server_error', 502, 'provider_failed'],
    ['temporarily_unavailable', 503, 'provider_failed'],
    ['invalid_scope', 502, 'provider_failed'],
    ['invalid_grant', 502, 'provider_failed'],
    ['unauthorized_client', 502, 'provider_failed'],
    [SECRET, 502, 'provider_failed'],
    [`<script>${SECRET}</script>`, 502, 'provider_failed'],
    [`a\r\nX-Injected: ${SECRET}`, 502, 'provider_failed'],
    ['__proto__', 502, 'provider_failed'],
  ] as const) {
    it(`${JSON.stringify(error)} is ${status} ${code}, and nothing of the query shows`, async () => {
      for (const path of ['/passport/github/callback', '/passport/weibo/callback']) {
        const browser = new Browser();
        const { state } = await site.start(browser, path.replace('/callback', ''));
        const query = { error, error_description: SECRET, error_uri: SECRET, state, code: 'of-ada' };
        const answer = await site.back(browser, query, path);
        assert.deepEqual([answer.status, answer.json().code], [status, code], answer.text);
        assert.equal(answer.headers.has('www-authenticate'), status === 401);
        const seen = answer.text + [...answer.headers].join('\n') + inspect(logged, { depth: 9, showHidden: true });
        assert.ok(!seen.includes(SECRET), seen);
        assert.deepEqual(site.provider.asked, []);
        assert.equal(await site.userOf(browser), null);
      }
    });
  }

  it('a refusal at the provider goes where failures go', async () => {
    const browser = new Browser();
    const { state } = await site.start(browser, '/passport/gitlab');
    const answer = await site.back(browser, { error: 'access_denied', state }, '/passport/gitlab/callback');
    assert.deepEqual([answer.status, answer.location], [302, '/login?failed']);
    assert.equal(await site.userOf(browser), null);
  });
});

describe('OAuth 1: a provider that hangs', () => {
  it('is a 504, and the worker lives', async () => {
    const provider = await listen(() => {});
    try {
      await withApp(
        {
          'config/plugin.ts': plugins(`passportTwitter: { enable: true, package: 'egg-passport-twitter' },`),
          'config/config.default.ts': config(
            `passportTwitter: { key: 'k', secret: 's', timeout: ${TIMEOUT}, requestTokenURL: '${provider.origin}/request_token' }`,
          ),
          'app/router.ts': `export default app => { app.passport.mount('twitter'); app.router.get('/', async ctx => { ctx.body = 'alive'; }); };`,
        },
        async app => {
          const res = await app.httpRequest().get('/passport/twitter').set('Accept', 'application/json').expect(504);
          assert.equal((res.body as { code: string }).code, 'provider_timeout');
          await app.httpRequest().get('/').expect(200, 'alive');
        },
      );
    } finally {
      await provider.close();
    }
  });
});

/** Sends megabytes as fast as they are taken; how many were, when the connection closed or all was sent. */
async function pour(res: ServerResponse, megabytes: number): Promise<number> {
  const chunk = Buffer.alloc(MEGABYTE, ' ');
  const closed = once(res, 'close').then(() => 'closed');
  for (let sent = 0; sent < megabytes; sent++) {
    if (res.write(chunk)) continue;
    if ((await Promise.race([once(res, 'drain'), closed])) === 'closed') return sent;
  }
  res.end();
  return megabytes;
}
