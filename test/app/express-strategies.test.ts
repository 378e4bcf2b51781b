import assert from 'node:assert/strict';
import mm, { type MockApplication } from 'egg-mock';
import { Strategy as LocalStrategy } from 'passport-local';
import { boot } from '../support/boot';

/** What a strategy written for Express finds on `req` and `res`, as these tests use it. */
interface ExpressRequest {
  [property: string]: unknown;
  headers: Record<string, string>;
  session: Record<string, unknown>;
  connection: { encrypted?: boolean };
  app: { get(setting: string): unknown };
  res: ExpressResponse;
  get(name: string): string;
  header(name: string): string;
  flash(type?: string, message?: string): unknown;
  login(user: unknown, ...rest: unknown[]): void;
  logIn(user: unknown, ...rest: unknown[]): void;
  logout(...rest: unknown[]): void;
  logOut(...rest: unknown[]): void;
  isAuthenticated(): boolean;
  isUnauthenticated(): boolean;
  _passport: { instance: unknown };
}
interface ExpressResponse {
  statusCode: number;
  headersSent: boolean;
  redirect(first: string | number, second?: string | number): void;
  setHeader(name: string, value: string | string[]): void;
  getHeader(name: string): unknown;
  set(name: string, value: string): ExpressResponse;
  status(status: number): ExpressResponse;
  end(body?: string): void;
  send(body: unknown): void;
  json(body: unknown): void;
}
/** passport's actions. */
interface Actions {
  success(user: unknown, info?: unknown): void;
  fail(challenge?: unknown, status?: number): void;
  redirect(url: string, status?: number): void;
  pass(): void;
  error(err?: unknown): void;
}
type Authenticate = (this: Actions, req: ExpressRequest, options: Record<string, unknown>) => unknown;

interface TestApplication extends MockApplication {
  /** What the verify hook answers. */
  verified: unknown;
  attempt(ctx: unknown, next: () => Promise<unknown>): Promise<unknown>;
}

const FALL_THROUGH = { successReturnToOrRedirect: null };

describe('strategies written for Express', () => {
  let app: TestApplication;
  before(async () => {
    app = (await boot('express-strategies')) as TestApplication;
  });
  after(() => app.close());
  afterEach(() => mm.restore());

  /** From now on `/attempt` runs this strategy. */
  const use = (authenticate: Authenticate, options: Record<string, unknown> = FALL_THROUGH): void => {
    app.passport.use('probe', { name: 'probe', authenticate });
    app.attempt = app.passport.authenticate('probe', options) as never;
  };
  const attempt = (cookies?: string[]) => {
    const req = app.httpRequest().post('/attempt?from=query').set('Accept', 'application/json');
    return (cookies ? req.set('Cookie', cookies as never) : req).send({ from: 'body' });
  };
  const get = async (path: string, cookies?: string[]): Promise<Record<string, unknown>> => {
    const req = app.httpRequest().get(path).set('Accept', 'application/json');
    return (await (cookies ? req.set('Cookie', cookies as never) : req).expect(200)).body as Record<string, unknown>;
  };
  const cookiesOf = (res: { headers: Record<string, unknown> }): string[] => {
    const cookies = res.headers['set-cookie'];
    assert(Array.isArray(cookies), 'the answer sets a cookie');
    return cookies as string[];
  };
  /** Runs this inside a strategy and gives what it saw. */
  const inspect = async <T>(look: (req: ExpressRequest) => T, headers: Record<string, string> = {}): Promise<T> => {
    let seen: { value: T } | undefined;
    use(function (req) {
      seen = { value: look(req) };
      this.pass();
    });
    await attempt().set(headers).expect(200);
    assert(seen, 'the strategy ran');
    return seen.value;
  };

  describe('read from req', () => {
    it('query, body, headers, url and originalUrl', async () => {
      const seen = await inspect(
        ({ query, body, headers, url, originalUrl, method, path }) => ({
          query,
          body,
          header: headers['x-probe'],
          url,
          originalUrl,
          method,
          path,
        }),
        { 'X-Probe': 'a header' },
      );
      assert.deepEqual(seen, {
        query: { from: 'query' },
        body: { from: 'body' },
        header: 'a header',
        url: '/attempt?from=query',
        originalUrl: '/attempt?from=query',
        method: 'POST',
        path: '/attempt',
      });
    });

    it('connection.encrypted, protocol, secure, host and ip', async () => {
      const seen = await inspect(
        req => [Boolean(req.connection.encrypted), req.protocol, req.secure, req.hostname, req.host, req.ip],
        { Host: 'app.example.com:7001' },
      );
      assert.deepEqual(seen, [false, 'http', false, 'app.example.com', 'app.example.com:7001', '127.0.0.1']);
    });

    it("app.get('trust proxy') is config.proxy, and protocol follows it", async () => {
      const look = (req: ExpressRequest) => [req.app.get('trust proxy'), req.protocol, req.secure];
      const headers = { 'X-Forwarded-Proto': 'https' };
      assert.deepEqual(await inspect(look, headers), [false, 'http', false]);
      mm(app.config, 'proxy', true);
      assert.deepEqual(await inspect(look, headers), [true, 'https', true]);
    });

    it('get and header, Referer under both of its names', async () => {
      const seen = await inspect(
        req => [req.get('X-Probe'), req.header('x-probe'), req.get('Referrer'), req.get('X-None')],
        { 'X-Probe': 'a header', Referer: 'http://before/' },
      );
      assert.deepEqual(seen, ['a header', 'a header', 'http://before/', '']);
    });

    it('the session, which they also write', async () => {
      use(function (req) {
        req.session.visits = Number(req.session.visits ?? 0) + 1;
        this.pass();
      });
      const cookies = cookiesOf(await attempt().expect(200));
      assert.equal((await get('/session', cookies)).visits, 1);
      assert.equal((await get('/session', cookiesOf(await attempt(cookies).expect(200)))).visits, 2);
    });

    it('user: nobody, then the one of the session', async () => {
      use(function (req) {
        this.success({ id: 'ada', before: req.user ?? null });
      });
      const first = await attempt().expect(200);
      assert.deepEqual(first.body.user, { id: 'ada', before: null });
      const second = await attempt(cookiesOf(first)).expect(200);
      assert.deepEqual(second.body.user.before, { id: 'ada', before: null });
    });

    it('_passport.instance, ctx and the options', async () => {
      let seen: unknown[] = [];
      use(
        function (req, options) {
          seen = [req._passport.instance === app.passport, (req.ctx as { path: string }).path, options.prompt];
          this.pass();
        },
        { prompt: 'login', ...FALL_THROUGH },
      );
      await attempt().expect(200);
      assert.deepEqual(seen, [true, '/attempt', 'login']);
    });

    it('passport.initialize() and passport.session() as middlewares of a route', async () => {
      use(function () {
        this.success({ id: 'ada' });
      });
      const cookies = cookiesOf(await attempt().expect(200));
      const seen = await get('/initialized?a=1', cookies);
      assert.deepEqual(seen.user, { id: 'ada' });
      assert.deepEqual(seen.query, { a: '1' });
      assert.deepEqual((seen.session as { passport: { user: unknown } }).passport.user, { id: 'ada' });
      assert.equal(seen.own, true);
    });
  });

  describe('log in and out with callbacks', () => {
    for (const name of ['login', 'logIn'] as const) {
      it(`req.${name}(user, done)`, async () => {
        use(function (req) {
          req[name]({ id: 'ada' }, (err: unknown) => {
            assert.equal(err, undefined);
            assert.equal(req.isAuthenticated(), true);
            assert.equal(req.isUnauthenticated(), false);
            this.pass();
          });
        });
        const cookies = cookiesOf(await attempt().expect(200));
        assert.deepEqual((await get('/me', cookies)).user, { id: 'ada' });
      });
    }

    it('req.logIn(user, { session: false }, done) is for this request', async () => {
      use(function (req) {
        req.logIn({ id: 'ada' }, { session: false }, () => this.pass());
      });
      const res = await attempt().expect(200);
      assert.equal(res.body.in, true);
      assert.equal(res.headers['set-cookie'], undefined);
    });

    it('req.logIn of nobody gives the callback an error', async () => {
      use(function (req) {
        req.logIn(null, (err: unknown) => this.error(err));
      });
      const res = await attempt().expect(500);
      assert.equal(res.body.code, 'login_without_user');
    });

    for (const name of ['logout', 'logOut'] as const) {
      it(`req.${name}(done), req.${name}(options, done) and without a callback`, async () => {
        const calls: ((req: ExpressRequest, done: () => void) => void)[] = [
          (req, done) => req[name](done),
          (req, done) => req[name]({ keepSessionInfo: true }, done),
          (req, done) => {
            req[name]();
            done();
          },
        ];
        for (const call of calls) {
          use(function () {
            this.success({ id: 'ada' });
          });
          const cookies = cookiesOf(await attempt().expect(200));
          use(function (req) {
            call(req, () => this.pass());
          });
          const res = await attempt(cookies).expect(200);
          assert.equal(res.body.in, false);
          assert.deepEqual(await get('/me', cookiesOf(res)), { user: null, in: false });
        }
      });
    }
  });

  describe('write to res', () => {
    for (const [name, args, status] of [
      ['redirect(url)', ['/there'], 302],
      ['redirect(status, url)', [303, '/there'], 303],
      ['redirect(url, status)', ['/there', 303], 303],
    ] as const) {
      it(`res.${name}`, async () => {
        use(req => req.res.redirect(...(args as unknown as [string])));
        const res = await attempt().expect(status);
        assert.equal(res.headers.location, '/there');
      });
    }

    it('a redirect by hand, to another site too', async () => {
      for (const header of ['Location', 'location']) {
        use(({ res }) => {
          res.statusCode = 307;
          res.setHeader(header, 'https://provider.example.com/?a=1&b=2');
          res.setHeader('Content-Length', '0');
          res.end();
        });
        const res = await attempt().expect(307);
        assert.equal(res.headers.location, 'https://provider.example.com/?a=1&b=2');
      }
    });

    it('statusCode, setHeader and end', async () => {
      use(({ res }) => {
        res.statusCode = 202;
        res.setHeader('X-Probe', 'of the strategy');
        res.setHeader('Content-Type', 'text/html');
        assert.equal(res.getHeader('x-probe'), 'of the strategy');
        assert.equal(res.headersSent, false);
        res.end('<form method="post">');
        assert.equal(res.headersSent, true);
      });
      const res = await attempt().expect(202).expect('Content-Type', /html/);
      assert.equal(res.headers['x-probe'], 'of the strategy');
      assert.equal(res.text, '<form method="post">');
    });

    it('end without a body', async () => {
      use(({ res }) => {
        res.statusCode = 401;
        res.setHeader('WWW-Authenticate', ['Negotiate', 'Basic realm="users"']);
        res.end();
      });
      const res = await attempt().expect(401);
      assert.equal(res.headers['www-authenticate'], 'Negotiate, Basic realm="users"');
      assert.equal(res.text, '');
    });

    it('status, set, send and json', async () => {
      use(({ res }) => res.status(418).set('X-Probe', 'of the strategy').send('a page'));
      const sent = await attempt().expect(418);
      assert.deepEqual([sent.text, sent.headers['x-probe']], ['a page', 'of the strategy']);
      use(({ res }) => res.send({ a: 'page' }));
      assert.deepEqual((await attempt().expect(200)).body, { a: 'page' });
      use(({ res }) => res.status(400).json({ a: 'mistake' }));
      assert.deepEqual((await attempt().expect(400).expect('Content-Type', /json/)).body, { a: 'mistake' });
    });

    it('whoever answers by himself logs nobody in, and the next handler does not run', async () => {
      use(({ res }) => res.send('please wait'));
      const res = await attempt().expect(200);
      assert.equal(res.text, 'please wait');
      assert.equal(res.headers['set-cookie'], undefined);
    });

    it('an answer after an asynchronous step', async () => {
      use(async ({ res }) => {
        await new Promise(setImmediate);
        res.redirect('/there');
      });
      await attempt().expect(302).expect('Location', '/there');
    });
  });

  describe('messages', () => {
    const failing = (challenge: unknown, options: Record<string, unknown>): void =>
      use(
        function () {
          this.fail(challenge);
        },
        { failureRedirect: '/login', ...options },
      );
    const succeeding = (info: unknown, options: Record<string, unknown>): void =>
      use(
        function () {
          this.success({ id: 'ada' }, info);
        },
        { successRedirect: '/in', ...options },
      );
    /** What the session holds on the next request. */
    const left = async (): Promise<Record<string, unknown>> => get('/session', cookiesOf(await attempt().expect(302)));

    it('failureFlash: true, a text, or a type and a text', async () => {
      failing({ message: 'wrong password' }, { failureFlash: true });
      assert.deepEqual((await left()).flash, { error: ['wrong password'] });
      failing('wrong password', { failureFlash: true });
      assert.deepEqual((await left()).flash, { error: ['wrong password'] });
      failing({ message: 'wrong password' }, { failureFlash: 'Try again' });
      assert.deepEqual((await left()).flash, { error: ['Try again'] });
      failing({ message: 'wrong password' }, { failureFlash: { type: 'warning', message: 'Try again' } });
      assert.deepEqual((await left()).flash, { warning: ['Try again'] });
      failing({ message: 'wrong password' }, { failureFlash: { type: 'warning' } });
      assert.deepEqual((await left()).flash, { warning: ['wrong password'] });
    });

    it('failureFlash: true takes the type that the strategy names', async () => {
      failing({ type: 'notice', message: 'expired' }, { failureFlash: true });
      assert.deepEqual((await left()).flash, { notice: ['expired'] });
    });

    it('successFlash', async () => {
      succeeding({ message: 'welcome' }, { successFlash: true });
      assert.deepEqual((await left()).flash, { success: ['welcome'] });
      succeeding({ message: 'welcome' }, { successFlash: 'Hello' });
      assert.deepEqual((await left()).flash, { success: ['Hello'] });
      succeeding({ message: 'welcome' }, { successFlash: { type: 'info', message: 'Hello' } });
      assert.deepEqual((await left()).flash, { info: ['Hello'] });
    });

    it('successFlash: true takes the type that the strategy names', async () => {
      succeeding({ type: 'notice', message: 'welcome' }, { successFlash: true });
      assert.deepEqual((await left()).flash, { notice: ['welcome'] });
    });

    it('failureMessage and successMessage', async () => {
      failing({ message: 'wrong password' }, { failureMessage: true });
      assert.deepEqual((await left()).messages, ['wrong password']);
      failing({ message: 'wrong password' }, { failureMessage: 'Try again' });
      assert.deepEqual((await left()).messages, ['Try again']);
      succeeding({ message: 'welcome' }, { successMessage: true });
      assert.deepEqual((await left()).messages, ['welcome']);
      succeeding(undefined, { successMessage: 'Hello' });
      assert.deepEqual((await left()).messages, ['Hello']);
      succeeding(undefined, { successMessage: true });
      assert.equal((await left()).messages, undefined);
    });

    it('greet whoever is authorized too', async () => {
      use(
        function () {
          this.success({ id: 'ada' }, { message: 'welcome' });
        },
        { assignProperty: 'partner', successMessage: true, successFlash: true },
      );
      const session = await get('/session', cookiesOf(await attempt().expect(200)));
      assert.deepEqual([session.messages, session.flash], [['welcome'], { success: ['welcome'] }]);
    });

    it('words that no header could carry are messages all the same', async () => {
      failing('密码错误', { failureMessage: true, failureFlash: true });
      const session = await left();
      assert.deepEqual(session.messages, ['密码错误']);
      assert.deepEqual(session.flash, { error: ['密码错误'] });
    });

    it('req.flash collects, counts, gives once, and empties', async () => {
      const counts: unknown[] = [];
      use(function (req) {
        counts.push(req.flash('info', 'one'), req.flash('info', 'two'), req.flash('error', 'three'));
        this.pass();
      });
      const cookies = cookiesOf(await attempt().expect(200));
      assert.deepEqual(counts, [1, 2, 1]);
      const taken: unknown[] = [];
      use(function (req) {
        taken.push(
          req.flash('info'),
          req.flash('info'),
          { ...(req.flash() as object) },
          { ...(req.flash() as object) },
        );
        this.pass();
      });
      const emptied = cookiesOf(await attempt(cookies).expect(200));
      assert.deepEqual(taken, [['one', 'two'], [], { error: ['three'] }, {}]);
      assert.equal((await get('/session', emptied)).flash, undefined);
    });
  });

  describe('authInfo', () => {
    const withInfo = (options: Record<string, unknown> = {}): void =>
      use(
        function () {
          this.success({ id: 'ada' }, { scope: 'read' });
        },
        { ...FALL_THROUGH, ...options },
      );

    it('is what the strategy says beside the user', async () => {
      withInfo();
      assert.deepEqual((await attempt().expect(200)).body.authInfo, { scope: 'read' });
    });

    it('is not there with authInfo: false', async () => {
      withInfo({ authInfo: false });
      assert.equal((await attempt().expect(200)).body.authInfo, undefined);
    });

    it('goes through passport.transformAuthInfo, in each of its forms', async () => {
      withInfo();
      const { passport } = app as unknown as { passport: { transformAuthInfo(fn: unknown): void } };
      type Done = (err: unknown, info?: unknown) => void;
      for (const transform of [
        (info: object) => ({ ...info, client: 1 }),
        (info: object, done: Done) => done(null, { ...info, client: 1 }),
        (req: ExpressRequest, info: object, done: Done) => done(null, { ...info, client: (req.query as object) && 1 }),
      ]) {
        mm(passport, '_infoTransformers', []);
        passport.transformAuthInfo(transform);
        assert.deepEqual((await attempt().expect(200)).body.authInfo, { scope: 'read', client: 1 });
      }
      mm(passport, '_infoTransformers', []);
      passport.transformAuthInfo((_info: object, done: Done) => done(new Error('no client')));
      assert.equal((await attempt().expect(500)).body.message, 'no client');
    });
  });

  describe('assignProperty', () => {
    it('puts the user on the request and logs nobody in', async () => {
      use(
        function () {
          this.success({ id: 'ada' }, { scope: 'read' });
        },
        { assignProperty: 'partner' },
      );
      const res = await attempt().expect(200);
      assert.deepEqual(res.body, { user: null, in: false, authInfo: { scope: 'read' }, partner: { id: 'ada' } });
      assert.equal(res.headers['set-cookie'], undefined);
    });

    it('authorize does so with `account`', async () => {
      app.passport.use('probe', {
        name: 'probe',
        authenticate(this: Actions) {
          this.success({ id: 'ada' });
        },
      });
      app.attempt = app.passport.authorize('probe') as never;
      const res = await attempt().expect(200);
      assert.deepEqual([res.body.account, res.body.user], [{ id: 'ada' }, null]);
      assert.equal(res.headers['set-cookie'], undefined);
    });
  });

  describe('what goes wrong inside', () => {
    for (const [name, authenticate] of [
      [
        'throws',
        () => {
          throw new Error('broken');
        },
      ],
      [
        'is an async function and rejects',
        async () => {
          throw new Error('broken');
        },
      ],
      [
        'reports an error',
        function (this: Actions) {
          this.error(new Error('broken'));
        },
      ],
      [
        'reports an error later',
        function (this: Actions) {
          setImmediate(() => this.error(new Error('broken')));
        },
      ],
    ] as [string, Authenticate][]) {
      it(`a strategy that ${name} is a 500 and nothing unhandled`, async () => {
        const unhandled: unknown[] = [];
        const listener = (err: unknown): unknown => unhandled.push(err);
        process.on('unhandledRejection', listener);
        try {
          use(authenticate);
          const res = await attempt().expect(500);
          assert.equal(res.body.message, 'broken');
          await new Promise(setImmediate);
          assert.deepEqual(unhandled, []);
        } finally {
          process.off('unhandledRejection', listener);
        }
      });
    }

    it('a strategy that rejects after it has accepted changes nothing', async () => {
      use(async function () {
        this.success({ id: 'ada' });
        throw new Error('too late');
      });
      const res = await attempt().expect(200);
      assert.deepEqual((await get('/me', cookiesOf(res))).user, { id: 'ada' });
    });

    it('a strategy that reports an error without one is answered too', async () => {
      use(function () {
        this.error();
      });
      await attempt().timeout({ response: 5000 }).expect(500);
    });

    it('a strategy that rejects without an error too', async () => {
      use(() => Promise.reject());
      await attempt().timeout({ response: 5000 }).expect(500);
    });

    it('an error that is no Error object is answered too', async () => {
      use(function () {
        this.error('broken');
      });
      await attempt().timeout({ response: 5000 }).expect(500);
    });
  });

  describe('of two actions the first counts', () => {
    const cases: [string, Authenticate, number][] = [
      [
        'success, then fail',
        function () {
          this.success({ id: 'ada' });
          this.fail();
        },
        200,
      ],
      [
        'success, then another success',
        function () {
          this.success({ id: 'ada' });
          this.success({ id: 'alan' });
        },
        200,
      ],
      [
        'success, then error',
        function () {
          this.success({ id: 'ada' });
          this.error(new Error('late'));
        },
        200,
      ],
      [
        'success, then res.end',
        function ({ res }) {
          this.success({ id: 'ada' });
          res.end('late');
        },
        200,
      ],
      [
        'fail, then success',
        function () {
          this.fail();
          this.success({ id: 'ada' });
        },
        401,
      ],
      [
        'redirect, then success',
        function () {
          this.redirect('/away');
          this.success({ id: 'ada' });
        },
        302,
      ],
      [
        'error, then success',
        function () {
          this.error(new Error('broken'));
          this.success({ id: 'ada' });
        },
        500,
      ],
      [
        'res.redirect, then success',
        function ({ res }) {
          res.redirect('/away');
          this.success({ id: 'ada' });
        },
        302,
      ],
    ];
    for (const [name, authenticate, status] of cases) {
      it(name, async () => {
        use(authenticate);
        const res = await attempt().expect(status);
        const me = await get('/me', res.headers['set-cookie'] as never);
        assert.deepEqual(me.user, status === 200 ? { id: 'ada' } : null);
      });
    }
  });

  describe('users that are falsy', () => {
    for (const user of [0, '']) {
      it(`${JSON.stringify(user)} logs in, and is there on the next request`, async () => {
        use(function () {
          this.success(user);
        });
        const res = await attempt().expect(200);
        assert.deepEqual([res.body.user, res.body.in], [user, true]);
        assert.deepEqual(await get('/me', cookiesOf(res)), { user, in: true });
      });

      it(`${JSON.stringify(user)} from a verify hook gets through a strategy that tests if (!user)`, async () => {
        app.verified = user;
        app.passport.use(
          'falsy',
          new LocalStrategy(
            { passReqToCallback: true, usernameField: 'from', passwordField: 'from' },
            (req, _name, _password, done) => {
              app.passport.doVerify(req as never, { id: 'some' }, done as never);
            },
          ) as never,
        );
        app.attempt = app.passport.authenticate('falsy', FALL_THROUGH) as never;
        const res = await attempt().expect(200);
        assert.deepEqual(await get('/me', cookiesOf(res)), { user, in: true });
      });
    }

    for (const nobody of [null, undefined, false]) {
      it(`${nobody} is nobody`, async () => {
        use(function () {
          this.success(nobody);
        });
        const res = await attempt().expect(401);
        assert.equal(res.headers['set-cookie'], undefined);
      });
    }
  });
});
