import assert from 'node:assert/strict';
import { format } from 'node:util';
import createDebug from 'debug';
import { type AuthFailure, AuthenticationError, AuthorizationError } from 'tegg-passport';
import { config, plugins } from '../support/generate';
import { controllers, cookiesOf, get, HTML, inModule, JSON_ONLY, LOGIN_CONTROLLER, running } from '../support/running';

const SECRET = 'a-token-that-nobody-may-see';
const DATABASE = 'the database at 10.0.0.1 is down';

/** Strategies that do everything that a strategy can do with a request. */
const STRATEGIES = inModule('odd', {
  Odd: `
    import { Strategy as BearerStrategy } from 'passport-http-bearer';
    import { Strategy as Base } from 'passport';
    const says = word => class extends Base { authenticate(req) { word(this, req); } };
    const down = () => new Error('${DATABASE}');
    @Strategy('bearer', BearerStrategy) export class TokenLogin {
      validate(token: string) { return token === 'good' ? { name: 'bearer' } : null; } }
    @Strategy('worded') export class WordedLogin {
      authenticate() { throw new AuthenticationError('seat taken', { code: 'seat_taken', challenge: 'Seat row="7"' }); } }
    @Strategy('weather', says(self => self.fail({ message: 'bad moon', type: 'weather' }))) export class WeatherLogin { validate() {} }
    @Strategy('teapot', says(self => self.fail('Pot size="1"', 418))) export class TeapotLogin { validate() {} }
    @Strategy('banned', says(self => self.fail(403))) export class BannedLogin { validate() {} }
    @Strategy('nothing') export class NothingLogin { authenticate() {} }
    @Strategy('passes', says(self => self.pass())) export class PassLogin { validate() {} }
    @Strategy('redirects', says(self => self.redirect('https://provider.example/'))) export class RedirectLogin { validate() {} }
    @Strategy('writes', says((self, req) => { req.res.setHeader('X-Odd', '1'); req.res.end('<form>'); })) export class WritingLogin { validate() {} }
    @Strategy('pretends', says((self, req) => { req.user = { name: 'pretended' }; self.fail('Pretender'); })) export class PretendLogin { validate() {} }
    @Strategy('refuses-first', says(self => { self.fail('First'); self.success({ name: 'late' }); })) export class RefuseFirstLogin { validate() {} }
    @Strategy('accepts-first', says(self => { self.success({ name: 'first' }); self.fail('Late'); self.error(down()); })) export class AcceptFirstLogin { validate() {} }
    @Strategy('throws') export class ThrowingLogin { authenticate() { throw down(); } }
    @Strategy('errs', says(self => self.error(down()))) export class ErringLogin { validate() {} }
    @Strategy('rejects', class extends Base { async authenticate() { throw undefined; } }) export class RejectLogin { validate() {} }
    @Strategy('unavailable') export class UnavailableLogin { authenticate() { throw Object.assign(down(), { status: 503 }); } }`,
});

const route = (strategies: string[], options = '', at = strategies.join('+')): string =>
  `@Authenticated(${JSON.stringify(strategies)}${options && `, ${options}`}) ${get(`/${at}`)} async ['${at}'](@CurrentUser({ optional: true }) user) { return { user: user ?? null }; }`;
/** A controller with one route for each list of strategies. */
const guardedBy = (...lists: string[][]): string =>
  `@HTTPController({ path: '/by' }) export class OddController { ${lists.map(list => route(list)).join('\n')} }`;

/** What the application reports as errors while something runs. */
async function errorsOf(on: ReturnType<typeof running>, ask: () => Promise<unknown>): Promise<unknown[]> {
  const errors: unknown[] = [];
  const keep = (err: unknown): void => void errors.push(err);
  on.app.on('error', keep);
  try {
    await ask();
  } finally {
    on.app.off('error', keep);
  }
  return errors;
}

const REFUSED = [['session'], ['bearer'], ['worded'], ['teapot'], ['banned'], ['weather', 'nothing']];
const TRIED = ['session', 'bearer', 'weather', 'worded', 'passes', 'redirects', 'writes'];
const OUTCOMES = {
  'config/config.default.ts': config(`passport: { loginURL: '/sign-in' }`),
  ...STRATEGIES,
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    OddController: guardedBy(...REFUSED, TRIED),
    RoleController: `@HTTPController({ path: '/' }) export class RoleController {
      @Authenticated('bearer') @Roles('admin') ${get('/admin')} async admin() { return 'reached'; }
      @Authenticated('bearer', { optional: true }) ${get('/perhaps')} async perhaps() { return 'reached'; } }`,
  }),
};
const TOKEN = { Authorization: `Bearer ${SECRET}` };

describe('a refusal', () => {
  const on = running(OUTCOMES);
  const refusals: [path: string, status: number, code: string, failures: AuthFailure[]][] = [
    ['session', 401, 'unauthenticated', [{ strategy: 'session' }]],
    [
      'bearer',
      401,
      'unauthenticated',
      [{ strategy: 'bearer', challenge: 'Bearer realm="Users", error="invalid_token"' }],
    ],
    [
      'worded',
      401,
      'seat_taken',
      [{ strategy: 'worded', status: 401, reason: 'seat taken', challenge: 'Seat row="7"' }],
    ],
    ['teapot', 418, 'credentials_invalid', [{ strategy: 'teapot', status: 418, challenge: 'Pot size="1"' }]],
    ['banned', 403, 'forbidden', [{ strategy: 'banned', status: 403 }]],
    [
      'weather+nothing',
      401,
      'unauthenticated',
      [{ strategy: 'weather', reason: 'bad moon', type: 'weather' }, { strategy: 'nothing' }],
    ],
  ];
  // Only what is said counts: a key without a value says nothing.
  const said = (failures: readonly AuthFailure[]): object[] =>
    failures.map(({ error: _error, ...failure }) => JSON.parse(JSON.stringify(failure)) as object);

  for (const [path, status, code, failures] of refusals) {
    it(`of ${path} is one AuthenticationError with status ${status}, code ${code} and its failures`, async () => {
      const errors = await errorsOf(on, () => on.get(`/by/${path}`, { ...JSON_ONLY, ...TOKEN }).expect(status));
      assert.equal(errors.length, 1);
      const [error] = errors;
      assert.ok(error instanceof AuthenticationError);
      assert.deepEqual([error.status, error.code], [status, code]);
      assert.deepEqual(said(error.failures), failures);
    });
  }

  it('of a policy is one AuthorizationError with the strategy that accepted and the policy that did not', async () => {
    const headers = { ...JSON_ONLY, Authorization: 'Bearer good' };
    const [error, ...more] = await errorsOf(on, () => on.get('/admin', headers).expect(403));
    assert.deepEqual(more, []);
    assert.ok(error instanceof AuthorizationError);
    assert.deepEqual([error.status, error.code], [403, 'forbidden']);
    assert.deepEqual(error.failures, [{ strategy: 'bearer', policy: 'roles' }]);
  });

  it('carries the challenge of every strategy tried, each in its own words or in those of its name', async () => {
    const { headers } = await on.get(`/by/${TRIED.join('+')}`, JSON_ONLY).expect(401);
    assert.equal(
      headers['www-authenticate'],
      [
        'Session realm="generated"',
        'Bearer realm="Users"',
        'Weather realm="generated"',
        'Seat row="7"',
        'Passes realm="generated"',
        'Redirects realm="generated"',
        'Writes realm="generated"',
      ].join(', '),
    );
    assert.deepEqual([headers['x-odd'], headers.location], [undefined, undefined]);
  });

  it('says invalid_token to who sent a token, and no error to who sent none', async () => {
    const sent = await on.get('/by/bearer', { ...JSON_ONLY, ...TOKEN }).expect(401);
    assert.equal(sent.headers['www-authenticate'], 'Bearer realm="Users", error="invalid_token"');
    const none = await on.get('/by/bearer', JSON_ONLY).expect(401);
    assert.equal(none.headers['www-authenticate'], 'Bearer realm="Users"');
  });

  it('has no WWW-Authenticate where its status is not 401', async () => {
    for (const [path, status] of [
      ['/by/teapot', 418],
      ['/by/banned', 403],
      ['/admin', 403],
    ] as const) {
      const res = await on.get(path, { ...JSON_ONLY, Authorization: 'Bearer good' }).expect(status);
      assert.equal(res.headers['www-authenticate'], undefined);
    }
  });

  it('sends a browser to the login page only where the guard names the session', async () => {
    await on
      .get(`/by/${TRIED.join('+')}`, HTML)
      .expect(302)
      .expect('Location', '/sign-in');
    for (const path of ['/by/bearer', '/by/worded']) {
      const res = await on.get(path, HTML).expect(401);
      assert.equal(res.headers.location, undefined);
      assert.equal(cookiesOf(res), undefined);
    }
  });
});

describe('a refusal, told to a client of JSON', () => {
  const ASKED = [
    ['/by/weather+nothing', 401, { code: 'unauthenticated', message: 'Unauthorized' }],
    ['/by/worded', 401, { code: 'seat_taken', message: 'seat taken' }],
    ['/by/banned', 403, { code: 'forbidden', message: 'Forbidden' }],
    ['/admin', 403, { code: 'forbidden', message: 'Forbidden' }],
  ] as const;
  const ERRORS = [
    [{ strategy: 'weather', reason: 'bad moon' }, { strategy: 'nothing' }],
    [{ strategy: 'worded', reason: 'seat taken', status: 401, challenge: 'Seat row="7"' }],
    [{ strategy: 'banned', status: 403 }],
    [{ strategy: 'bearer', policy: 'roles' }],
  ];
  const CONFIG = `export default { logger: { consoleLevel: 'NONE', disableConsoleAfterReady: false } };`;
  const headers = { ...JSON_ONLY, Authorization: 'Bearer good' };

  for (const env of ['prod', 'local', 'unittest']) {
    describe(`in ${env}`, () => {
      const on = running({ ...OUTCOMES, [`config/config.${env}.ts`]: CONFIG }, { env });
      const how = env === 'prod' ? 'is its code and message, and nothing else' : 'is its code, message and failures';

      it(how, async () => {
        assert.equal(on.app.config.env, env);
        for (const [index, [path, status, answer]] of ASKED.entries()) {
          const { body } = await on.get(path, headers).expect(status);
          assert.deepEqual(body, env === 'prod' ? answer : { ...answer, errors: ERRORS[index] });
        }
      });
    });
  }
});

describe('the debug line of a refusal', () => {
  const on = running(OUTCOMES);
  const lines: string[] = [];
  const { log } = createDebug;
  let namespaces: string;
  before(() => {
    namespaces = createDebug.disable();
    createDebug.enable('tegg-passport');
    createDebug.log = (...args: unknown[]) => void lines.push(format(...args));
  });
  beforeEach(() => void (lines.length = 0));
  after(() => {
    createDebug.log = log;
    createDebug.enable(namespaces);
  });

  /** What the one line says of the refusal. */
  const line = (): unknown => {
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.doesNotMatch(lines[0], new RegExp(`${SECRET}|good|Bearer|Seat|authorization`));
    return JSON.parse(/refused: (\[.*\])/.exec(lines[0])?.[1] ?? 'null');
  };

  it('says once of every strategy why it refused, and shows no header, token or user', async () => {
    await on.get(`/by/${TRIED.join('+')}`, { ...JSON_ONLY, ...TOKEN }).expect(401);
    assert.deepEqual(line(), [
      { strategy: 'session' },
      { strategy: 'bearer' },
      { strategy: 'weather', reason: 'bad moon' },
      { strategy: 'worded', reason: 'seat taken', status: 401 },
      { strategy: 'passes' },
      { strategy: 'redirects' },
      { strategy: 'writes' },
    ]);
  });

  it('says once which policy refused', async () => {
    await on.get('/admin', { ...JSON_ONLY, Authorization: 'Bearer good' }).expect(403);
    assert.deepEqual(line(), [{ strategy: 'bearer', policy: 'roles' }]);
  });

  it('is not there for who is let through, under an optional guard too', async () => {
    await on.get('/by/bearer', { ...JSON_ONLY, Authorization: 'Bearer good' }).expect(200);
    await on.get('/perhaps', { ...JSON_ONLY, ...TOKEN }).expect(200);
    assert.deepEqual(lines, []);
  });
});

const SILENT = ['nothing', 'weather', 'worded', 'teapot', 'passes', 'redirects', 'writes', 'pretends', 'refuses-first'];
const BROKEN: [strategy: string, status: number][] = [
  ['throws', 500],
  ['errs', 500],
  ['rejects', 500],
  ['unavailable', 503],
];

describe('several strategies in one guard', () => {
  const pairs = [...SILENT, ...BROKEN.map(([name]) => name)];
  const on = running({
    ...STRATEGIES,
    ...controllers({
      LoginController: LOGIN_CONTROLLER,
      OddController: guardedBy(
        ['accepts-first', 'throws'],
        ['session', ...SILENT, 'api-key'],
        ...pairs.map(name => [name, 'api-key']),
      ),
      PerhapsController: `@HTTPController({ path: '/perhaps' }) export class PerhapsController {
        ${pairs.map(name => route([name], '{ optional: true }', name)).join('\n')} }`,
    }),
  });
  const KEY = { ...JSON_ONLY, 'x-api-key': 'ada' };
  const nothingLeaks = (text: string): void => assert.doesNotMatch(text, /"user"/);

  for (const name of SILENT) {
    it(`${name}: the next one is asked, and accepts or refuses`, async () => {
      const res = await on.get(`/by/${name}+api-key`, KEY).expect(200, { user: { name: 'ada' } });
      assert.deepEqual([res.headers['x-odd'], res.headers.location], [undefined, undefined]);
      const refused = await on.get(`/by/${name}+api-key`, JSON_ONLY);
      assert.equal(refused.status, name === 'teapot' ? 418 : 401);
      nothingLeaks(refused.text);
    });

    it(`${name}, optional: nobody, and no refusal`, async () => {
      const res = await on.get(`/perhaps/${name}`, JSON_ONLY).expect(200, { user: null });
      assert.equal(res.headers['www-authenticate'], undefined);
    });
  }

  for (const [name, status] of BROKEN) {
    it(`${name}: ${status}, never skipped, and nobody is let in by the next one or by 'optional'`, async () => {
      for (const path of [`/by/${name}+api-key`, `/perhaps/${name}`]) {
        const errors = await errorsOf(on, async () => nothingLeaks((await on.get(path, KEY).expect(status)).text));
        assert.equal(errors.length, 1);
        assert.ok(!(errors[0] instanceof AuthenticationError));
      }
    });
  }

  it('the first that accepts wins, and the one behind it is not asked', async () => {
    await on.get('/by/accepts-first+throws').expect(200, { user: { name: 'first' } });
  });

  it('any of them opens, however many refuse before', async () => {
    const path = `/by/${['session', ...SILENT, 'api-key'].join('+')}`;
    await on.get(path, KEY).expect(200, { user: { name: 'ada' } });
    await (
      await on.agent('alan')
    )
      .get(path)
      .set(JSON_ONLY)
      .expect(200, { user: { name: 'alan' } });
    await on.get(path, JSON_ONLY).expect(401);
  });
});

const STATELESS = `@HTTPController({ path: '/' }) export class KeyController {
  @Authenticated('api-key') ${get('/key')} async key(@CurrentUser() user) { return user; }
  @Authenticated(['bearer', 'api-key']) ${get('/either')} async either(@CurrentUser() user) { return user; }
  @Authenticated('api-key', { optional: true }) ${get('/perhaps')} async perhaps(@CurrentUser({ optional: true }) user) { return user ?? {}; }
  @Authenticated('api-key') @Roles('admin') ${get('/admin')} async admin(@CurrentUser() user) { return { name: user.name }; }
  @Public() ${get('/open')} async open() { return {}; } }`;

describe('a guard without the session', () => {
  const on = running({
    ...STRATEGIES,
    ...controllers({ LoginController: LOGIN_CONTROLLER, KeyController: STATELESS }),
  });
  let opened = 0;
  let descriptor: PropertyDescriptor;
  before(() => {
    descriptor = Object.getOwnPropertyDescriptor(on.app.context, 'session') as PropertyDescriptor;
    Object.defineProperty(on.app.context, 'session', {
      ...descriptor,
      get(this: unknown) {
        opened++;
        return descriptor.get?.call(this) as unknown;
      },
    });
  });
  after(() => void Object.defineProperty(on.app.context, 'session', descriptor));
  /** How often the session is opened while one request is answered, which sets no cookie. */
  const opens = async (path: string, headers: Record<string, string | string[]>): Promise<number> => {
    opened = 0;
    assert.equal(cookiesOf(await on.get(path, { ...JSON_ONLY, ...headers })), undefined);
    return opened;
  };
  const ASKS: [path: string, headers: Record<string, string>][] = ['/key', '/either', '/perhaps', '/admin'].flatMap(
    path =>
      [{}, { 'x-api-key': 'root' }, { 'x-api-key': 'wrong' }, TOKEN, HTML].map(headers => [path, headers] as never),
  );

  it('opens none for a request that carries none, accepted or refused', async () => {
    for (const [path, headers] of ASKS) assert.equal(await opens(path, headers), 0, path);
    const Cookie = await on.login('ada');
    assert.notEqual(await opens('/session', { Cookie }), 0);
  });

  it('opens none beside what a public page opens, for a request that carries one', async () => {
    const Cookie = await on.login('ada');
    const open = await opens('/open', { Cookie });
    for (const [path, headers] of ASKS) assert.equal(await opens(path, { Cookie, ...headers }), open, path);
  });
});

describe('guards without the plugin session', () => {
  const on = running({
    'config/plugin.ts': plugins('session: false,'),
    ...STRATEGIES,
    ...inModule('desk', {
      Vault: `@SingletonProto({ accessLevel: AccessLevel.PUBLIC }) export class Vault {
        @Inject() private readonly authService: AuthService;
        @Authenticated() async guarded() { return this.authService.user; }
        @Authenticated({ policy: 'even' }) async even() { return this.authService.user; } }
      @AuthPolicy('even') export class EvenPolicy { can(user) { return user.name.length % 2 === 0; } }`,
    }),
    ...controllers({
      KeyController: STATELESS,
      VaultController: `@Authenticated('api-key', { optional: true }) @HTTPController({ path: '/vault' }) export class VaultController {
        @Inject() private readonly vault;
        ${get('/guarded')} async guarded() { return this.vault.guarded(); }
        ${get('/even')} async even() { return this.vault.even(); } }`,
    }),
  });
  const KEY = (name: string) => ({ ...JSON_ONLY, 'x-api-key': name });

  it('open and refuse, with several strategies, options, roles and policies, on routes and on services', async () => {
    assert.equal('session' in on.app.context, false);
    for (const path of ['/key', '/either', '/perhaps', '/vault/guarded', '/vault/even'])
      await on.get(path, KEY('alan')).expect(200, { name: 'alan' });
    await on.get('/either', { ...JSON_ONLY, Authorization: 'Bearer good' }).expect(200, { name: 'bearer' });
    await on.get('/perhaps', JSON_ONLY).expect(200, {});
    await on.get('/admin', KEY('root')).expect(200, { name: 'root' });
    await on.get('/admin', KEY('alan')).expect(403);
    await on.get('/vault/even', KEY('odd')).expect(403);
    for (const path of ['/key', '/either', '/admin', '/vault/guarded', '/vault/even'])
      for (const headers of [JSON_ONLY, { ...JSON_ONLY, Cookie: 'EGG_SESS=made-up' }, HTML])
        await on.get(path, headers).expect(401);
  });
});

describe('a request to a guarded route or service', () => {
  const on = running({
    ...STRATEGIES,
    ...inModule('desk', {
      Vault: `@SingletonProto({ accessLevel: AccessLevel.PUBLIC }) export class Vault { @Authenticated({ policy: 'even' }) async open() { return {}; } }
      @AuthPolicy('even') export class EvenPolicy { can(user) { return user.name.length % 2 === 0; } }`,
    }),
    ...controllers({
      LoginController: LOGIN_CONTROLLER,
      KeyController: STATELESS,
      SeatController: `@HTTPController({ path: '/' }) export class SeatController { @Inject() private readonly vault;
        @Authenticated({ policy: 'even', maxAge: '10m' }) ${get('/seat')} async seat() { return this.vault.open(); } }`,
    }),
  });
  const READS = ['getMetadata', 'getOwnMetadata', 'hasMetadata', 'hasOwnMetadata'] as const;
  type Read = (key: unknown, target: object) => unknown;
  const reflect = Reflect as unknown as Record<(typeof READS)[number], Read>;
  const originals = READS.map(name => [name, reflect[name]] as const);
  afterEach(() => {
    for (const [name, original] of originals) reflect[name] = original;
  });

  it('looks up no metadata of ours: that was done at boot', async () => {
    const keys: string[] = [];
    const Cookie = await on.login('alan');
    for (const [name, original] of originals) {
      reflect[name] = (key, target) => {
        keys.push(String(key));
        return original(key, target);
      };
    }
    for (const [path, headers, status] of [
      ['/key', { 'x-api-key': 'ada' }, 200],
      ['/admin', { 'x-api-key': 'ada' }, 403],
      ['/either', {}, 401],
      ['/seat', { Cookie }, 200],
      ['/seat', {}, 401],
    ] as const)
      await on.get(path, { ...JSON_ONLY, ...headers }).expect(status);
    assert.deepEqual(
      keys.filter(key => key.includes('tegg-passport')),
      [],
    );
    reflect.getOwnMetadata(Symbol('tegg-passport#seen'), on.app);
    assert.equal(keys.at(-1), 'Symbol(tegg-passport#seen)');
  });
});
