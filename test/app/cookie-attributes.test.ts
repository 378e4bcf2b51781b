import assert from 'node:assert/strict';
import mm from 'egg-mock';
import { config, withApp, type Files } from '../support/generate';
import { controllers, cookiesOf, LOGIN, LOGIN_CONTROLLER, running } from '../support/running';

/** Writes what is warned of at boot into a public property. */
const WARNINGS: Files = {
  'app.ts': `module.exports = class Boot {
    constructor(app) { app.warnings = []; app.coreLogger.warn = (text, ...args) => app.warnings.push([text, ...args].join(' ')); } };`,
};
const APP: Files = {
  ...WARNINGS,
  ...controllers({ LoginController: LOGIN_CONTROLLER }),
  'config/config.default.ts': config(`proxy: true,`),
};
const attributesOf = (cookies: readonly string[]): string[] =>
  cookies
    .filter(line => line.startsWith('EGG_SESS='))
    .flatMap(line => line.split('; ').slice(1))
    .map(attribute => attribute.split('=expires')[0])
    .filter(attribute => /^(httponly|secure|samesite)/.test(attribute));

describe('the session cookie', () => {
  const on = running(APP);
  const login = async (headers: Record<string, string> = {}): Promise<string[]> => {
    const res = await on.post('/login', headers).send({ username: 'ada', password: 'right' }).expect(200);
    return attributesOf(cookiesOf(res));
  };

  it('is HttpOnly and SameSite=Lax where the application says nothing', async () => {
    assert.deepEqual(await login(), ['samesite=lax', 'httponly']);
  });

  it('is Secure behind TLS', async () => {
    assert.deepEqual(await login({ 'x-forwarded-proto': 'https' }), ['samesite=lax', 'secure', 'httponly']);
  });

  it('is all that too where it holds the id of a store', async () => {
    const store = new Map<string, object>();
    mm(on.app.config.session, 'store', {
      get: async (id: string) => store.get(id),
      set: async (id: string, session: object) => void store.set(id, session),
      destroy: async (id: string) => void store.delete(id),
    });
    try {
      assert.deepEqual(await login({ 'x-forwarded-proto': 'https' }), ['samesite=lax', 'secure', 'httponly']);
    } finally {
      await mm.restore();
    }
  });

  it('holds an id of 256 random bits where sessions are in a store', async () => {
    const store = new Map<string, object>();
    mm(on.app.config.session, 'store', {
      get: async (id: string) => store.get(id),
      set: async (id: string, session: object) => void store.set(id, session),
      destroy: async (id: string) => void store.delete(id),
    });
    try {
      for (let logins = 0; logins < 50; logins++) await login();
      const ids = [...store.keys()];
      assert.ok(new Set(ids.map(id => id.slice(0, 20))).size >= 50);
      for (const id of ids) assert.match(id, /^[\w-]{43}$/);
    } finally {
      await mm.restore();
    }
  });

  it('is no matter of a warning then', () => {
    assert.deepEqual((on.app as unknown as { warnings: string[] }).warnings.filter(isOurs), []);
  });
});

describe('the id of a session in a store', () => {
  const firstId = (said: string): Promise<string> =>
    withApp({ ...LOGIN, ...APP, 'config/config.default.ts': config(said) }, async app => {
      const ids: string[] = [];
      app.config.session.store = {
        get: async () => undefined,
        set: async (id: string) => void ids.push(id),
        destroy: async () => {},
      };
      await app.httpRequest().post('/login').send({ username: 'ada', password: 'right' }).expect(200);
      return ids[0];
    });

  it('begins with what the application says', async () => {
    assert.match(await firstId(`session: { prefix: 'shop:' }`), /^shop:[\w-]{43}$/);
  });

  it("is the application's own where it makes ids", async () => {
    assert.equal(await firstId(`session: { genid: () => 'own' }`), 'own');
  });
});

describe('a session cookie from which the application takes an attribute', () => {
  const CASES: readonly [string, string[], RegExp][] = [
    [`session: { httpOnly: false }`, ['samesite=lax', 'secure'], /is not HttpOnly/],
    [`session: { secure: false }`, ['samesite=lax', 'httponly'], /is not Secure/],
    [`cookies: { secure: false }`, ['samesite=lax', 'httponly'], /is not Secure/],
    [`session: { sameSite: 'none' }`, ['samesite=none', 'secure', 'httponly'], /has no SameSite/],
    [`session: { sameSite: '' }`, ['secure', 'httponly'], /has no SameSite/],
    [`cookies: { sameSite: 'none' }`, ['samesite=none', 'secure', 'httponly'], /has no SameSite/],
    [
      `session: { encrypt: false, signed: false }`,
      ['samesite=lax', 'secure', 'httponly'],
      /neither encrypted nor signed/,
    ],
  ];
  for (const [said, attributes, warning] of CASES) {
    it(`with ${said} goes without it, and the boot warns`, () =>
      booted(said, async (sent, warnings) => {
        assert.deepEqual(sent, attributes);
        assert.equal(warnings.length, 1);
        assert.match(warnings[0], warning);
      }));
  }

  for (const [said, attributes] of [
    [`session: { sameSite: 'strict' }`, ['samesite=strict', 'secure', 'httponly']],
    [`cookies: { sameSite: 'strict' }`, ['samesite=strict', 'secure', 'httponly']],
    [`session: { encrypt: false }`, ['samesite=lax', 'secure', 'httponly']],
  ] as const) {
    it(`but not with ${said}, where it keeps its protection`, () =>
      booted(said, async (sent, warnings) => {
        assert.deepEqual(sent.slice(0, attributes.length), attributes);
        assert.deepEqual(warnings, []);
      }));
  }
});

const isOurs = (warning: string): boolean => warning.includes('the session cookie');

/** Logs in over TLS in an application with this configuration. */
async function booted(said: string, check: (sent: string[], warnings: string[]) => Promise<void>): Promise<void> {
  const files = { ...LOGIN, ...APP, 'config/config.default.ts': config(`proxy: true, ${said},`) };
  await withApp(files, async app => {
    const res = await app
      .httpRequest()
      .post('/login')
      .set('x-forwarded-proto', 'https')
      .set('user-agent', 'Chrome/120.0.0.0')
      .send({ username: 'ada', password: 'right' })
      .expect(200);
    await check(attributesOf(cookiesOf(res)), (app as unknown as { warnings: string[] }).warnings.filter(isOurs));
  });
}
