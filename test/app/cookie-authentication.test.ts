import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import mm from 'egg-mock';
import { SessionCodec } from '#src/passport/cookie/SessionCodec';
import { listen } from '../support/listen';
import { changesOf } from '../support/changes';
import { config, refused, withApp, type Files } from '../support/generate';
import { controllers, cookiesOf, get, JSON_ONLY, LOGIN, LOGIN_CONTROLLER, running } from '../support/running';

const APP = controllers({
  LoginController: LOGIN_CONTROLLER,
  MeController: `@HTTPController({ path: '/' }) export class MeController {
    @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user; } }`,
});
const keys = (names: string, more = ''): Files => ({
  'config/config.default.ts': config(more).replace("keys: 'generated'", `keys: '${names}'`),
});
/** `EGG_SESS=…` of an answer's cookies. */
const sessionOf = (cookies: readonly string[]): string => {
  const cookie = cookies.map(line => line.split(';')[0]).find(pair => pair.startsWith('EGG_SESS='));
  assert.ok(cookie, 'the answer sets the session');
  return cookie;
};
/** The session's cookie of Egg, made by Egg's own `ctx.cookies`. */
const byEgg = (app: ReturnType<typeof running>['app'], session: object): string => {
  const ctx = app.createAnonymousContext();
  ctx.cookies.set('EGG_SESS', Buffer.from(JSON.stringify(session)).toString('base64'), { encrypt: true });
  return sessionOf(ctx.response.get('set-cookie') as unknown as string[]);
};

describe('the cookie of a cookie session', () => {
  const on = running(APP);
  const status = async (Cookie: string): Promise<number> => (await on.get('/me', { Cookie, ...JSON_ONLY })).status;

  it('opens as it is, and nobody else can make one', async () => {
    const cookie = sessionOf(await on.login('ada'));
    assert.deepEqual((await on.get('/me', { Cookie: cookie }).expect(200)).body, { name: 'ada' });
    assert.match(cookie, /^EGG_SESS=v1\./);
  });

  it('with any change is nobody, and never another user or an error', async () => {
    const [, value] = sessionOf(await on.login('ada')).split('=');
    const answers = new Map<number, string[]>();
    for (const changed of changesOf(value)) {
      const answer = await status(`EGG_SESS=${changed}`);
      answers.set(answer, [...(answers.get(answer) ?? []), changed]);
    }
    assert.deepEqual([...answers.keys()], [401]);
    assert.ok((answers.get(401) ?? []).length > 500);
  });

  it('that is broken leaves public pages and logins alone', async () => {
    const broken = { Cookie: 'EGG_SESS=v1.broken' };
    await on.get('/session', broken).expect(200, {});
    const res = await on.post('/login', broken).send({ username: 'ada', password: 'right' }).expect(200);
    assert.equal(await status(sessionOf(cookiesOf(res))), 200);
  });

  it('twice is one of the two, and never a mix', async () => {
    const [ada, alan] = [sessionOf(await on.login('ada')), sessionOf(await on.login('alan'))];
    for (const [first, second] of [
      [ada, alan],
      [alan, ada],
    ]) {
      const { body } = await on.get('/me', { Cookie: `${first}; ${second}` }).expect(200);
      assert.ok(['ada', 'alan'].includes((body as { name: string }).name));
    }
    assert.equal(await status(`EGG_SESS=v1.broken; ${ada}`), 401);
  });

  it('with a NUL, a line break or 16 kB is nobody or a bad request', async () => {
    const server = await listen(on.app.callback() as never);
    try {
      const cookie = sessionOf(await on.login('ada'));
      for (const text of [`${cookie}\0`, `EGG_SESS=\0`, `${cookie}\x01`, `EGG_SESS=${'A'.repeat(16_384)}`]) {
        assert.match(
          await firstLine(server.origin, text),
          /^HTTP\/1\.1 4(00|01|31) /,
          JSON.stringify(text.slice(0, 20)),
        );
      }
      assert.match(await firstLine(server.origin, cookie), /^HTTP\/1\.1 200 /);
    } finally {
      await server.close();
    }
  });

  it('of Egg is still an id where the application keeps sessions in a store', async () => {
    const store = new Map<string, object>();
    mm(on.app.config.session, 'store', {
      get: async (id: string) => store.get(id),
      set: async (id: string, session: object) => void store.set(id, session),
      destroy: async (id: string) => void store.delete(id),
    });
    try {
      const cookie = sessionOf(await on.login('ada'));
      assert.equal(await status(cookie), 200);
      assert.doesNotMatch(cookie, /v1\./);
      const [id] = store.keys();
      assert.equal(await status(`EGG_SESS=${id}`), 401, 'an id by itself opens nothing');
    } finally {
      await mm.restore();
    }
  });
});

describe('a session that Egg wrote before the upgrade', () => {
  const on = running(APP);
  const status = async (Cookie: string): Promise<number> => (await on.get('/me', { Cookie, ...JSON_ONLY })).status;
  const ADA = { passport: { user: 'ada' } };

  it('opens', async () => {
    const cookie = byEgg(on.app, { ...ADA, _expire: Date.now() + 60_000 });
    assert.deepEqual((await on.get('/me', { Cookie: cookie }).expect(200)).body, { name: 'ada' });
  });

  it('does not open when it has expired', async () => {
    assert.equal(await status(byEgg(on.app, { ...ADA, _expire: Date.now() - 1 })), 401);
  });

  it('becomes one of ours when something is written into it', async () => {
    const old = byEgg(on.app, ADA);
    const res = await on.post('/session', { Cookie: old }).send({ cart: 1 }).expect(200);
    const cookie = sessionOf(cookiesOf(res));
    assert.match(cookie, /^EGG_SESS=v1\./);
    const { body } = await on.get('/session', { Cookie: cookie }).expect(200);
    assert.deepEqual(body, { ...ADA, cart: 1 });
  });

  it('does not open with any change', async () => {
    const [, value] = byEgg(on.app, ADA).split(/=(.*)/);
    for (const changed of changesOf(value)) assert.equal(await status(`EGG_SESS=${changed}`), 401, changed);
  });

  it('does not open one maxAge after the boot any more', async () => {
    const cookie = byEgg(on.app, ADA);
    assert.equal(await status(cookie), 200);
    const now = Date.now();
    mm(Date, 'now', () => now + 86_400_001);
    try {
      assert.equal(await status(cookie), 401);
      assert.equal(await status(sessionOf(await on.login('ada'))), 200);
    } finally {
      await mm.restore();
    }
  });
});

for (const [until, expected] of [
  ['false', 401],
  ["'2020-01-01'", 401],
  ["'2999-12-31'", 200],
  ["new Date('2999-12-31')", 200],
] as const) {
  describe(`a session that Egg wrote before the upgrade, with eggCookiesUntil: ${until}`, () => {
    const on = running({ ...APP, ...keys('generated', `passport: { session: { eggCookiesUntil: ${until} } },`) });

    it(expected === 200 ? 'opens' : 'is nobody', async () => {
      const cookie = byEgg(on.app, { passport: { user: 'ada' } });
      await on.get('/me', { Cookie: cookie, ...JSON_ONLY }).expect(expected);
      await on.get('/me', { Cookie: sessionOf(await on.login('ada')) }).expect(200);
    });
  });
}

for (const until of ["'soon'", '12', 'true', "new Date('soon')"]) {
  it(`eggCookiesUntil: ${until} stops the boot`, async () => {
    const { error } = await refused(keys('generated', `passport: { session: { eggCookiesUntil: ${until} } },`));
    assert.equal(error.code, 'session_options');
    assert.match(error.message, /eggCookiesUntil` is .*Give a date like '\d{4}-12-31', or false/);
  });
}

describe('an application that changes config.session after this plugin has looked at it', () => {
  const set = (line: string): Files => ({ 'app.ts': `export default app => { ${line} };` });
  const cookieOf = async (files: Files): Promise<string> =>
    withApp({ ...LOGIN, ...APP, ...files }, async app => {
      const res = await app.httpRequest().post('/login').send({ username: 'ada', password: 'right' }).expect(200);
      const Cookie = sessionOf(cookiesOf(res));
      await app.httpRequest().get('/me').set('Cookie', Cookie).expect(200, { name: 'ada' });
      return Cookie;
    });

  for (const line of ['app.config.session.encrypt = false;', 'app.config.session.signed = false;'])
    it(`has an authenticated cookie with ${line}`, async () => {
      assert.match(await cookieOf(set(line)), /^EGG_SESS=v1\./);
    });

  it('has its own codec, in the encryption of Egg, where it sets one', async () => {
    const codec = `app.config.session.encode = session => JSON.stringify(session); app.config.session.decode = JSON.parse;`;
    const cookie = await cookieOf(set(codec));
    assert.doesNotMatch(cookie, /v1\.|ada|passport/);
  });
});

describe('a session when the keys of an application are rotated', () => {
  const writtenWith = (key: string): string => {
    const codec = new SessionCodec({ keys: [key], name: 'EGG_SESS', eggCookiesUntil: 0 });
    return `EGG_SESS=${codec.encode({ passport: { user: 'ada' } })}`;
  };
  for (const [names, opened] of [
    ['new, old', { new: 200, old: 200, older: 401 }],
    ['new', { new: 200, old: 401, older: 401 }],
  ] as const) {
    describe(`to '${names}'`, () => {
      const on = running({ ...APP, ...keys(names) });
      const status = async (Cookie: string): Promise<number> => (await on.get('/me', { Cookie, ...JSON_ONLY })).status;

      it('stays while its key is there, and is nobody afterwards', async () => {
        for (const [key, expected] of Object.entries(opened))
          assert.equal(await status(writtenWith(key)), expected, key);
      });

      it('is written with the first key', async () => {
        const value = sessionOf(await on.login('ada')).slice('EGG_SESS='.length);
        const codec = new SessionCodec({ keys: ['new'], name: 'EGG_SESS', eggCookiesUntil: 0 });
        assert.equal((codec.decode(value) as { passport: { user: string } }).passport.user, 'ada');
      });
    });
  }
});

/** The first line of the answer to a request whose cookie no HTTP client would send. */
async function firstLine(origin: string, cookie: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.write(`GET /me HTTP/1.1\r\nHost: ${hostname}\r\nAccept: application/json\r\nCookie: ${cookie}\r\n`);
  socket.write('Connection: close\r\n\r\n');
  let answer = '';
  socket.on('data', data => (answer += data.toString()));
  await once(socket, 'close');
  return answer.split('\r\n')[0];
}
