import assert from 'node:assert/strict';
import Module from 'node:module';
import type { MockApplication } from 'egg-mock';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { config, withApp, type Files } from '../support/generate';
import { controllers, cookiesOf, get, inModule, LOGIN, LOGIN_CONTROLLER, post, running } from '../support/running';
import { Browser } from '../support/Browser';
import { listen } from '../support/listen';
import { startOAuthSite, type OAuthSite } from '../support/oauthSite';
import { Spans } from '../support/spans';

const SECRETS = ['right', 'hush', 'the-key-of-', 'ada', 'mallory', 'tenant=', '10.0.0.1', 'example.org', 'EGG_SESS'];

/** What the instrumentation of an HTTP server and of a database do. */
const INSTRUMENTED: Files = {
  'app.ts': `export default class { constructor(private readonly app) {}
    configWillLoad() { this.app.config.coreMiddleware.unshift('requestSpan'); } }`,
  'app/middleware/request_span.ts': `
    import { trace } from '@opentelemetry/api';
    export default () => (ctx, next) => trace.getTracer('http').startActiveSpan(ctx.method + ' ' + ctx.path,
      { attributes: { id: ctx.get('x-request') } }, async span => { try { await next(); } finally { span.end(); } });`,
};

const CLASSES = inModule('traced', {
  Strategies: `
    import { trace } from '@opentelemetry/api';
    import { Strategy as Base } from 'passport';
    import { Strategy as LocalStrategy } from 'passport-local';
    const says = word => class extends Base { authenticate(req) { word(this, req); } };
    const query = () => trace.getTracer('db').startActiveSpan('db.query', async span => {
      await new Promise(resolve => setImmediate(resolve)); span.end(); });
    class DriverError extends Error { code = 'ECONNREFUSED'; }
    @Strategy('database', LocalStrategy) export class DatabaseLogin {
      async validate(name, password) { await query();
        if (name === 'mallory') throw new DriverError('the database at 10.0.0.1 is down for mallory');
        return password === 'right' ? { name } : null; } }
    @Strategy('redirects', says(self => self.redirect('https://example.org/?tenant=hush'))) export class Redirects { validate() {} }
    @Strategy('passes', says(self => self.pass())) export class Passes { validate() {} }
    @Strategy('writes', says((self, req) => req.res.end('<form>hush'))) export class Writes { validate() {} }
    @Strategy('refuses', says(self => self.fail('Bearer hush', 403))) export class Refuses { validate() {} }
    @Strategy('worded') export class Worded {
      authenticate() { throw new AuthenticationError('hush', { code: 'seat_taken', status: 400 }); } }
    @Strategy('overloaded') export class Overloaded {
      authenticate() { throw new AuthenticationError('hush', { code: 'overloaded', status: 503 }); } }
    @Strategy('missing') export class Missing { authenticate() { throw Object.assign(new RangeError('hush'), { status: 404, code: 'hush' }); } }
    @Strategy('text') export class Text { authenticate() { throw 'hush'; } }`,
  Policies: `
    @AuthPolicy('may') export class May { can() { return true; } }
    @AuthPolicy('maybe') export class Maybe { can() { return 'hush'; } }
    @AuthPolicy('own') export class Own { can() { throw new AuthorizationError('hush', { code: 'not_yours' }); } }
    @AuthPolicy('broken') export class Broken { can(user) { throw new TypeError('hush ' + user.name); } }`,
  Stamper: `@AuthVerifier({ strategies: 'local' }) export class Stamper { stamp(user) { return 'hush'; } }`,
});

const STRATEGIES = ['redirects', 'passes', 'writes', 'refuses', 'worded', 'overloaded', 'missing', 'text'];
const POLICIES = ['may', 'maybe', 'own', 'broken'];

const TRACED: Files = {
  'config/config.default.ts': config(`passport: { session: { timeout: '30s' } }`),
  ...INSTRUMENTED,
  ...CLASSES,
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    TracedController: `@HTTPController({ path: '/' }) export class TracedController {
      @Inject() private readonly authService: AuthService;
      @Login('database') ${post('/database')} async database(@CurrentUser() user) { return user; }
      ${get('/run')} async run(@HTTPQuery() names) { await this.authService.authenticate(names.split(',')); return 'ran'; }
      @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user.name; }
      @Authenticated('api-key') ${get('/key')} async key(@CurrentUser() user) { return user.name; }
      @Authenticated({ optional: true }) ${get('/perhaps')} async perhaps() { return 'open'; }
      ${POLICIES.map(name => `@Authenticated('api-key', { policy: '${name}' }) ${get(`/${name}`)} async ${name}() { return 'in'; }`).join('\n')}
      @Authenticated('api-key') ${get('/asks')} async asks() { return String(await this.authService.can('may')); } }`,
  }),
};

const KEY = { 'x-api-key': 'the-key-of-ada' };
const LOGGED_IN = { username: 'ada', password: 'right' };

describe('spans of OpenTelemetry', () => {
  const spans = new Spans();
  before(() => void spans.start());
  const on = running(TRACED);
  beforeEach(() => spans.reset());
  after(() => spans.stop());

  it('one for a strategy, below the request; what `validate` and the verifiers do is below the strategy', async () => {
    await on.post('/database').send(LOGGED_IN).expect(200);
    assert.deepEqual(spans.tree(), [
      'POST /database',
      '  passport.strategy database success',
      '    db.query',
      '    passport.verify Keeper user',
      '  passport.serialize Keeper value',
    ]);
  });

  it('are internal, of the scope tegg-passport, with the names as attributes', async () => {
    await on.post('/login').send(LOGGED_IN).expect(200);
    await on.get('/may', KEY).expect(200);
    const attributes = (name: string): object => {
      const [{ attributes: all, kind, instrumentationScope }] = spans.named(name);
      assert.deepEqual([kind, instrumentationScope.name], [SpanKind.INTERNAL, 'tegg-passport']);
      return { ...all };
    };
    assert.deepEqual(attributes('passport.strategy local'), {
      'passport.strategy': 'local',
      'passport.outcome': 'success',
    });
    assert.deepEqual(attributes('passport.serialize Keeper'), {
      'passport.chain': 'serialize',
      'passport.verifier': 'Keeper',
      'passport.outcome': 'value',
    });
    assert.deepEqual(attributes('passport.policy may'), { 'passport.policy': 'may', 'passport.outcome': 'yes' });
  });

  it('show what a guard of the session found, and who restored the user', async () => {
    const cookies = cookiesOf(await on.post('/login').send(LOGGED_IN).expect(200));
    assert.deepEqual(spans.tree().slice(-2), ['  passport.serialize Keeper value', '  passport.stamp Stamper value']);
    spans.reset();
    await on.get('/me', { Cookie: cookies }).expect(200, 'ada');
    assert.deepEqual(spans.tree(), [
      'GET /me',
      '  passport.deserialize Keeper user',
      '  passport.stamp Stamper value',
      '  passport.strategy session success',
    ]);
    spans.reset();
    await on.get('/me').expect(401);
    await on.get('/perhaps').expect(200);
    const nobody = '  passport.strategy session fail 401';
    assert.deepEqual(spans.tree(), ['GET /me', nobody, 'GET /perhaps', nobody]);
  });

  it('show a deleted user, and one who cannot be looked up', async () => {
    const cookies = await on.login('ada');
    const { deleted } = await on.object<{ deleted: Set<string> }>('accounts');
    deleted.add('ada');
    spans.reset();
    try {
      await on.get('/me', { Cookie: cookies }).expect(401);
    } finally {
      deleted.delete('ada');
    }
    assert.deepEqual(spans.tree(), [
      'GET /me',
      '  passport.deserialize Keeper nobody',
      '  passport.strategy session fail 401',
    ]);
    const broken = cookiesOf(await on.post('/session').send({ passport: { user: 'break' } }));
    spans.reset();
    await on.get('/me', { Cookie: broken }).expect(503);
    assert.deepEqual(spans.tree(), ['GET /me', '  passport.deserialize Keeper error Error !']);
  });

  it('show every outcome of a strategy; only what the server is to blame for is an error', async () => {
    for (const name of STRATEGIES) await on.get(`/run?names=${name}`);
    assert.deepEqual(
      spans.tree().filter(line => line.startsWith(' ')),
      [
        '  passport.strategy redirects redirect 302',
        '  passport.strategy passes pass',
        '  passport.strategy writes response 200',
        '  passport.strategy refuses fail 403',
        '  passport.strategy worded fail 400 seat_taken',
        '  passport.strategy overloaded fail 503 overloaded !',
        '  passport.strategy missing error 404 RangeError',
        '  passport.strategy text error string !',
      ],
    );
  });

  it('show a wrong password, one of the wrong type, and a database that is down', async () => {
    await on.post('/database').send({ username: 'ada', password: 'hush' }).expect(401);
    await on
      .post('/database')
      .send({ username: 'ada', password: ['right'] })
      .expect(400);
    await on.post('/database').send({ username: 'mallory', password: 'hush' }).expect(500);
    assert.deepEqual(spans.tree(), [
      'POST /database',
      '  passport.strategy database fail 401',
      '    db.query',
      'POST /database',
      '  passport.strategy database fail 400 credentials_malformed',
      'POST /database',
      '  passport.strategy database error ECONNREFUSED DriverError !',
      '    db.query',
    ]);
  });

  it('tell of an exception its class, and nothing else', async () => {
    await on.post('/database').send({ username: 'mallory', password: 'hush' }).expect(500);
    const [{ events, status }] = spans.named('passport.strategy database');
    assert.deepEqual(
      events.map(({ name, attributes }) => [name, { ...attributes }]),
      [['exception', { 'exception.type': 'DriverError' }]],
    );
    assert.deepEqual({ ...status }, { code: SpanStatusCode.ERROR });
  });

  it('show the answers of policies, of guards and of questions', async () => {
    for (const [path, status] of Object.entries({ may: 200, maybe: 403, own: 403, broken: 500, asks: 200 })) {
      await on.get(`/${path}`, KEY).expect(status);
    }
    assert.deepEqual(
      spans.tree().filter(line => line.includes('policy')),
      [
        '  passport.policy may yes',
        '  passport.policy maybe no',
        '  passport.policy own fail 403 not_yours',
        '  passport.policy broken error TypeError !',
        '  passport.policy may yes',
      ],
    );
  });

  it('of requests side by side are each below its own', async () => {
    const cookies = await on.login('ada');
    spans.reset();
    const server = await listen(on.app.callback());
    const ask = async (path: string, headers: Record<string, string>, init?: RequestInit): Promise<string> =>
      (await fetch(server.origin + path, { ...init, headers: { ...headers, Accept: 'application/json' } })).text();
    const form = (index: number): RequestInit => ({
      method: 'POST',
      body: new URLSearchParams({ username: `user ${index}`, password: index % 2 ? 'right' : 'hush' }),
    });
    try {
      const asked = Array.from({ length: 20 }, (_, index) => {
        const id = { 'x-request': String(index) };
        return [
          ask('/database', id, form(index)),
          ask('/me', { ...id, Cookie: cookies.map(cookie => cookie.split(';')[0]).join('; ') }),
          ask('/may', { ...id, ...KEY }),
        ];
      });
      await Promise.all(asked.flat());
    } finally {
      await server.close();
    }
    const childrenOf = (id: string): string[] =>
      spans
        .all()
        .filter(({ parentSpanContext }) => parentSpanContext?.spanId === id)
        .map(({ name, attributes }) => `${name} ${String(attributes['passport.outcome'])}`);
    const requests = spans.all().filter(({ instrumentationScope }) => instrumentationScope.name === 'http');
    assert.equal(requests.length, 60);
    for (const span of requests) {
      const isRight = Number(span.attributes.id) % 2;
      const expected: Record<string, string[]> = {
        'POST /database': isRight
          ? ['passport.strategy database success', 'passport.serialize Keeper value']
          : ['passport.strategy database fail'],
        'GET /me': [
          'passport.deserialize Keeper user',
          'passport.stamp Stamper value',
          'passport.strategy session success',
        ],
        'GET /may': ['passport.strategy api-key success', 'passport.policy may yes'],
      };
      assert.deepEqual(childrenOf(span.spanContext().spanId), expected[span.name]);
    }
    assert.equal(spans.named('db.query').length, 20);
    const attempts = new Set(spans.named('passport.strategy database').map(span => span.spanContext().spanId));
    for (const { parentSpanContext } of spans.named('db.query'))
      assert.ok(attempts.has(String(parentSpanContext?.spanId)));
  });

  it('hold no user, password, key, header, address, URL or word of an error', async () => {
    const cookies = await on.login('ada');
    await on.get('/me', { Cookie: cookies });
    await on.post('/database').send({ username: 'mallory', password: 'hush' });
    for (const name of STRATEGIES) await on.get(`/run?names=${name}`);
    for (const path of POLICIES) await on.get(`/${path}`, KEY);
    const ours = spans.all().filter(({ instrumentationScope }) => instrumentationScope.name === 'tegg-passport');
    assert.ok(ours.length > 20);
    const written = JSON.stringify(
      ours.map(({ name, attributes, events, links, status }) => ({ name, attributes, events, links, status })),
    );
    for (const secret of [...SECRETS, ...cookies.map(cookie => cookie.split(/[=;]/)[1])]) {
      assert.ok(!written.includes(secret), `${secret} stands in a span`);
    }
  });
});

describe('spans of a login at a provider', () => {
  const spans = new Spans();
  let site: OAuthSite;
  before(async () => {
    spans.start();
    site = await startOAuthSite({
      files: {
        ...INSTRUMENTED,
        ...inModule('github', {
          Login: `
            import { trace } from '@opentelemetry/api';
            import { Strategy as GitHubStrategy } from 'passport-github2';
            @Strategy('github', GitHubStrategy, { mount: true }) export class ProviderLogin {
              validate(accessToken, refreshToken, profile) {
                trace.getTracer('db').startSpan('db.query').end();
                return { name: profile.username }; } }`,
        }),
      },
    });
  });
  after(async () => {
    await site?.close();
    spans.stop();
  });
  beforeEach(() => spans.reset());

  it('show the way to the provider and back, and what the user is asked for below it', async () => {
    const browser = new Browser();
    const { state } = await site.start(browser);
    await site.back(browser, { code: 'of-ada', state });
    assert.equal(await site.userOf(browser), 'ada');
    assert.deepEqual(spans.tree(), [
      'GET /passport/github',
      '  passport.strategy github redirect 302',
      'GET /passport/github/callback',
      '  passport.strategy github success',
      '    db.query',
      '    passport.verify Keeper user',
      '  passport.serialize Keeper value',
      'GET /me',
      '  passport.deserialize Keeper user',
    ]);
  });

  it('show who is to blame: the browser for a state that is not its own, the provider for garbage', async () => {
    const browser = new Browser();
    const { state } = await site.start(browser);
    await site.back(browser, { code: 'of-ada', state: 'of-somebody-else' });
    site.provider.answers.set('/token', (_req, res) => res.end('<html>'));
    try {
      await site.back(browser, { code: 'of-ada', state });
    } finally {
      site.provider.answers.clear();
    }
    assert.deepEqual(
      spans.tree().filter(line => line.includes('passport.')),
      [
        '  passport.strategy github redirect 302',
        '  passport.strategy github fail 401 state_invalid',
        '  passport.strategy github error 502 provider_failed PassportError !',
      ],
    );
    const written = JSON.stringify(spans.all().map(({ name, attributes, events }) => [name, attributes, events]));
    for (const secret of ['of-ada', state, 'of-somebody-else', site.provider.origin, '<html>'])
      assert.ok(!written.includes(secret), `${secret} stands in a span`);
  });
});

describe('an application without spans', () => {
  const CALLS = controllers({
    LoginController: LOGIN_CONTROLLER,
    MeController: `@HTTPController({ path: '/' }) export class MeController {
      @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user.name; } }`,
  });
  const use = async (app: MockApplication): Promise<void> => {
    const res = await app.httpRequest().post('/login').send(LOGGED_IN).expect(200);
    await app.httpRequest().get('/me').set('Cookie', cookiesOf(res)).expect(200, 'ada');
  };
  const untraced = (files: Files, check: (app: MockApplication) => void = () => {}): Promise<void> =>
    withApp({ ...LOGIN, ...CALLS, ...files }, async app => {
      await use(app);
      assert.equal(app.passport.trace, undefined);
      check(app);
    });

  it('has the API and no SDK: nothing is put around anything', async () => {
    await untraced({});
  });

  it('has no API: it works, and nothing is put around anything', async () => {
    const loader = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
    const resolve = loader._resolveFilename;
    const spans = new Spans().start();
    let asked = 0;
    loader._resolveFilename = function (request, ...rest) {
      if (request !== '@opentelemetry/api') return Reflect.apply(resolve, this, [request, ...rest]) as string;
      asked++;
      throw Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });
    };
    try {
      await untraced({});
      assert.equal(asked, 1);
      assert.deepEqual(spans.tree(), []);
    } finally {
      loader._resolveFilename = resolve;
      spans.stop();
    }
  });

  it('has an API that breaks when it is loaded: it boots, and says so', async () => {
    // The application's own copy comes first.
    const files = {
      'app.ts': `export default class { constructor(app) { app.warned = []; app.coreLogger.warn = text => app.warned.push(text); } }`,
      'node_modules/@opentelemetry/api/package.json': '{ "main": "index.js" }',
      'node_modules/@opentelemetry/api/index.js': `throw new Error('broken')`,
    };
    await untraced(files, app => {
      const { warned } = app as unknown as { warned: string[] };
      assert.ok(warned.includes('[tegg-passport] @opentelemetry/api cannot be loaded: there are no spans'));
    });
  });

  it('gets them where its SDK is registered while it loads', async () => {
    const files = {
      'app.ts': `import { startOAuthSite, type OAuthSite } from '../support/oauthSite';
import { Spans } from '../../support/spans';
        export default class { constructor(private readonly app) {} async didLoad() { this.app.spans = new Spans().start(); } }`,
    };
    await withApp({ ...LOGIN, ...CALLS, ...files }, async app => {
      const { spans } = app as unknown as { spans: Spans };
      try {
        await use(app);
        assert.equal(spans.named('passport.strategy local').length, 1);
      } finally {
        spans.stop();
      }
    });
    assert.equal(trace.getTracer('any').startSpan('any').isRecording(), false);
  });
});

describe('spans of an application without tegg', () => {
  const spans = new Spans();
  before(() => void spans.start());
  const on = running({
    'config/plugin.ts': `export default { passport: { enable: true, package: 'tegg-passport' } };\n`,
    'config/config.default.ts': config(`passport: { session: { timeout: '500ms' } }`),
    'app.ts': `export default app => {
      app.passport.verify(async function findAccount(ctx, user) { return user; });
      app.passport.serializeUser(async (ctx, user) => user.name);
      app.passport.serializeUser(function* (ctx, name) { return name; });
      app.passport.deserializeUser(async (ctx, name) => name === 'slow' ? new Promise(() => {}) : { name });
      app.get('/login', async ctx => { await ctx.login({ name: ctx.query.name }); ctx.body = 'in'; });
      app.get('/me', ctx => { ctx.body = ctx.user.name; }); };`,
  });
  after(() => spans.stop());

  it('name hooks by their functions, or by their place', async () => {
    const cookies = cookiesOf(await on.get('/login?name=ada').expect(200));
    await on.get('/me', { Cookie: cookies }).expect(200, 'ada');
    assert.deepEqual(spans.tree(), [
      'passport.serialize hook 1 value',
      'passport.serialize hook 2 value',
      'passport.deserialize hook 1 user',
    ]);
  });

  it('show who has not answered in time', async () => {
    const cookies = cookiesOf(await on.get('/login?name=slow').expect(200));
    const ended = spans.next('passport.deserialize hook 1');
    await on.get('/me', { Cookie: cookies }).expect(503);
    await ended;
    assert.equal(spans.tree().at(-1), 'passport.deserialize hook 1 unanswered !');
  });
});
