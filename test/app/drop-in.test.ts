import assert from 'node:assert/strict';
import mm, { type MockApplication } from 'egg-mock';
import { boot } from '../support/boot';

interface Account {
  id: string;
  name: string;
}

/** What the fixture hangs on its application. */
interface DropIn extends MockApplication {
  accounts: Map<string, Account>;
  calls: string[];
  rendezvous(): Promise<void>;
}

type Cookies = string[] | undefined;

const ADA = { username: 'ada', password: 'right' };
const ADA_RESTORED = { id: 'ada', name: 'Ada', restored: true };
const NOBODY = { user: null, authenticated: false, unauthenticated: true };

describe('an application written for egg-passport 2.1.1', () => {
  let app: DropIn;
  before(async () => {
    app = (await boot('drop-in')) as DropIn;
  });
  after(() => app.close());
  beforeEach(() => {
    app.calls.length = 0;
    app.accounts.set('ada', { id: 'ada', name: 'Ada' });
  });
  afterEach(() => mm.restore());

  const post = (path: string, body: object, cookies?: Cookies) => {
    const req = app.httpRequest().post(path).set('Accept', 'application/json');
    return (cookies ? req.set('Cookie', cookies as never) : req).send(body);
  };
  const get = (path: string, cookies?: Cookies) => {
    const req = app.httpRequest().get(path).set('Accept', 'application/json');
    return cookies ? req.set('Cookie', cookies as never) : req;
  };
  const cookiesOf = (res: { headers: Record<string, unknown> }): string[] => {
    const cookies = res.headers['set-cookie'] as Cookies;
    assert(cookies, 'the answer sets a cookie');
    return cookies;
  };
  const login = async (body: object = ADA): Promise<string[]> => cookiesOf(await post('/login', body).expect(302));
  /** The cookies of a client whose session holds this. */
  const holding = async (session: object): Promise<string[]> => cookiesOf(await post('/session', session).expect(200));
  const me = async (cookies?: Cookies): Promise<unknown> => (await get('/me', cookies).expect(200)).body;

  describe('hooks', () => {
    it('async and generator functions chain: verify, serialize, and deserialize on the next request', async () => {
      const cookies = await login();
      assert.deepEqual(app.calls, ['verify /login', 'serialize with profile: undefined']);
      assert.deepEqual((await get('/session', cookies)).body.passport.user, { id: 'ada', since: 'login' });
      assert.deepEqual(await me(cookies), { user: ADA_RESTORED, authenticated: true, unauthenticated: false });
    });

    it('the first verify hook that answers nobody refuses the login', async () => {
      const res = await post('/login', { username: 'ada', password: 'wrong' }).expect(401);
      assert.deepEqual(await me(res.headers['set-cookie'] as never), NOBODY);
    });

    it('the second one too', async () => {
      const res = await post('/login', { username: 'nobody', password: 'right' }).expect(401);
      assert.deepEqual(await me(res.headers['set-cookie'] as never), NOBODY);
    });

    it('a verify hook that throws is a server error and never a 401', async () => {
      const res = await post('/login', { username: 'ada', password: 'break' }).expect(500);
      assert.equal(res.body.message, 'the database is down');
      assert.deepEqual(await me(res.headers['set-cookie'] as never), NOBODY);
    });

    it('a failed login leaves an earlier login as it was', async () => {
      const cookies = await login();
      const res = await post('/login', { username: 'alan', password: 'wrong' }, cookies).expect(401);
      assert.equal(res.headers['set-cookie'], undefined);
      assert.deepEqual(await me(cookies), { user: ADA_RESTORED, authenticated: true, unauthenticated: false });
    });

    it('passport.serializeUser(user, req, done) and passport.deserializeUser(ctx, value) run the hooks', async () => {
      const ctx = app.mockContext();
      const stored = await new Promise((resolve, reject) => {
        app.passport.serializeUser({ id: 'ada', profile: {} }, { ctx }, (err, value) =>
          err ? reject(err as Error) : resolve(value),
        );
      });
      assert.deepEqual(stored, { id: 'ada', since: 'login' });
      assert.deepEqual(await app.passport.deserializeUser(ctx, stored), ADA_RESTORED);
    });

    it('doVerify(req, user, done) runs the verify hooks', async () => {
      const ctx = app.mockContext();
      const verify = (user: object) =>
        new Promise<unknown>((resolve, reject) => {
          app.passport.doVerify({ ctx }, user, (err, verified) => (err ? reject(err as Error) : resolve(verified)));
        });
      assert.equal(((await verify({ ...ADA, profile: 1 })) as Account).name, 'Ada');
      assert.equal(await verify({ ...ADA, password: 'wrong' }), false);
      await assert.rejects(verify({ ...ADA, password: 'break' }), /the database is down/);
    });
  });

  describe('authenticate', () => {
    it('goes to / when nothing else is said', async () => {
      const res = await post('/login', ADA).expect(302);
      assert.equal(res.headers.location, '/');
    });

    it('goes to the page that ctx.session.returnTo names, once', async () => {
      const page = await get('/page?tab=1').expect(302).expect('Location', '/login');
      const res = await post('/login', ADA, cookiesOf(page)).expect(302);
      assert.equal(res.headers.location, '/page?tab=1');
      const cookies = cookiesOf(res);
      assert.equal((await get('/page?tab=1', cookies).expect(200)).text, 'page of Ada');
      assert.equal((await post('/login', ADA, cookies).expect(302)).headers.location, '/');
    });

    it('successRedirect and failureRedirect say where to go, whatever returnTo says', async () => {
      const cookies = await holding({ returnTo: '/page' });
      const right = await post('/login/redirects', ADA, cookies).expect(302);
      assert.equal(right.headers.location, '/welcome');
      assert.equal(((await me(cookiesOf(right))) as { authenticated: boolean }).authenticated, true);
      const wrong = await post('/login/redirects', { ...ADA, password: 'wrong' }).expect(302);
      assert.equal(wrong.headers.location, '/login?failed');
    });

    it('successReturnToOrRedirect prefers returnTo', async () => {
      assert.equal((await post('/login/return-to', ADA)).headers.location, '/home');
      const cookies = await holding({ returnTo: '/page' });
      assert.equal((await post('/login/return-to', ADA, cookies)).headers.location, '/page');
    });

    it('successReturnToOrRedirect: null lets the next handler answer, and the user is logged in', async () => {
      const res = await post('/login/next', ADA).expect(200);
      assert.deepEqual(res.body, { loggedIn: 'ada' });
      assert.equal(((await me(cookiesOf(res))) as { authenticated: boolean }).authenticated, true);
    });

    it('session: false logs in for this request only', async () => {
      const res = await post('/login/sessionless', ADA).expect(200);
      assert.deepEqual(res.body, { user: 'ada', authenticated: true });
      assert.equal(res.headers['set-cookie'], undefined);
    });

    it('missing credentials are a bad request', async () => {
      await post('/login', { username: 'ada' }).expect(400);
    });

    it('a strategy that is not in use any more fails the request', async () => {
      const res = await post('/login/withdrawn', ADA).expect(500);
      assert.match(res.body.message, /Unknown authentication strategy "withdrawn"/);
    });
  });

  describe('failures', () => {
    const wrong = { username: 'ada', password: 'wrong' };
    const failing = (accept: string) => app.httpRequest().post('/login').set('Accept', accept).send(wrong).expect(401);

    it("go through egg's onerror as JSON", async () => {
      const res = await failing('application/json').expect('Content-Type', /json/);
      assert.equal(res.body.message, 'Unauthorized');
    });

    it('as HTML', async () => {
      const res = await failing('text/html').expect('Content-Type', /html/);
      assert.match(res.text, /^AuthenticationError: Unauthorized\n/);
    });

    it('as text', async () => {
      const res = await failing('text/plain').expect('Content-Type', /text\/plain/);
      assert.equal(res.text, 'Unauthorized');
    });

    it('failWithError: false answers the bare status', async () => {
      const res = await app.httpRequest().post('/login/bare').set('Accept', 'text/html').send(wrong).expect(401);
      assert.equal(res.text, 'Unauthorized');
    });

    it('every 401 carries a challenge', async () => {
      for (const path of ['/login', '/login/bare', '/authorize']) {
        const res = await post(path, wrong).expect(401);
        assert.equal(res.headers['www-authenticate'], 'Local realm="drop-in"', path);
      }
    });
  });

  describe('authorize', () => {
    it('puts the account on the request and logs nobody in', async () => {
      const res = await post('/authorize', ADA).expect(200);
      assert.deepEqual(res.body, { account: 'ada', authenticated: false });
      assert.deepEqual(await me(res.headers['set-cookie'] as never), NOBODY);
    });

    it('keeps whoever is logged in', async () => {
      const cookies = await login({ username: 'alan', password: 'right' });
      const res = await post('/authorize', ADA, cookies).expect(200);
      assert.deepEqual(res.body, { account: 'ada', user: 'alan', authenticated: true });
      assert.equal(((await me(cookies)) as { user: Account }).user.id, 'alan');
    });
  });

  describe('mount', () => {
    const start = (path: string) => get(path).expect(302);

    it('registers /passport/<name> and its callback', async () => {
      const away = await start('/passport/remote');
      assert.equal(away.headers.location, 'https://provider.example.com/authorize?callback=/passport/remote/callback');
      const back = await get('/passport/remote/callback?code=ada').expect(302).expect('Location', '/');
      assert.equal(((await me(cookiesOf(back))) as { user: Account }).user.id, 'ada');
    });

    it('or loginURL and callbackURL, with options for the login', async () => {
      const away = await start('/go');
      assert.equal(away.headers.location, 'https://provider.example.com/authorize?callback=/come/back');
      const back = await get('/come/back?code=ada').expect(302).expect('Location', '/landed');
      assert.equal(((await me(cookiesOf(back))) as { user: Account }).user.id, 'ada');
      await get('/passport/elsewhere').expect(404);
    });

    it('or the paths of full URLs, and gives the strategy the full URL', async () => {
      const away = await start('/full/start');
      assert.equal(
        away.headers.location,
        'https://provider.example.com/authorize?callback=https://app.example.com/full/done?from=provider',
      );
      const back = await get('/full/done?code=ada').expect(302);
      assert.equal(((await me(cookiesOf(back))) as { user: Account }).user.id, 'ada');
    });

    it('a callback of nobody is refused', async () => {
      const res = await get('/passport/remote/callback?code=nobody').expect(401);
      assert.deepEqual(await me(res.headers['set-cookie'] as never), NOBODY);
    });
  });

  describe('ctx', () => {
    it('ctx.login logs in', async () => {
      const res = await post('/ctx/login', { user: { id: 'ada' } }).expect(200);
      assert.deepEqual(res.body, { user: { id: 'ada' }, authenticated: true });
      assert.deepEqual(await me(cookiesOf(res)), { user: ADA_RESTORED, authenticated: true, unauthenticated: false });
    });

    it('ctx.login(user, { session: false }) does so for this request', async () => {
      const res = await post('/ctx/login', { user: { id: 'ada' }, options: { session: false } }).expect(200);
      assert.equal(res.body.authenticated, true);
      assert.equal(res.headers['set-cookie'], undefined);
    });

    it('ctx.logout needs no await', async () => {
      const cookies = await login();
      const res = await post('/ctx/logout', {}, cookies).expect(200);
      assert.deepEqual(res.body, { user: null, authenticated: false });
      assert.deepEqual(await me(cookiesOf(res)), NOBODY);
    });

    it('ctx.logout of nobody is fine', async () => {
      const res = await post('/ctx/logout', {}).expect(200);
      assert.deepEqual(res.body, { user: null, authenticated: false });
    });

    it('without a session there is nobody', async () => {
      assert.deepEqual(await me(), NOBODY);
    });
  });

  describe('sessions', () => {
    it('written by egg-passport before the move are still valid', async () => {
      const cookies = await holding({ passport: { user: { id: 'ada' } } });
      assert.deepEqual(await me(cookies), { user: ADA_RESTORED, authenticated: true, unauthenticated: false });
    });

    const shapes: [string, unknown][] = [
      ['an empty object', {}],
      ['a string', 'ada'],
      ['an array', [{ user: { id: 'ada' } }]],
      ['a number', 1],
      ['true', true],
      ['null', null],
      ['a user that is null', { user: null }],
      ['a user that is false', { user: false }],
    ];
    for (const [name, slot] of shapes) {
      it(`a slot that is ${name} is nobody and no error`, async () => {
        const cookies = await holding({ passport: slot, cart: 'kept' });
        assert.deepEqual(await me(cookies), NOBODY);
        assert.equal((await get('/session', cookies)).body.cart, 'kept');
        const res = await post('/login', ADA, cookies).expect(302);
        assert.equal(((await me(cookiesOf(res))) as { authenticated: boolean }).authenticated, true);
      });
    }

    it('a deleted user is logged out, and stays so when the user comes back', async () => {
      const cookies = await login();
      app.accounts.delete('ada');
      const res = await get('/me', cookies).expect(200);
      assert.deepEqual(res.body, NOBODY);
      app.accounts.set('ada', { id: 'ada', name: 'Ada' });
      assert.deepEqual(await me(cookiesOf(res)), NOBODY);
    });

    it('a deserialize hook that throws fails the request with 503 and keeps the session', async () => {
      const cookies = await login();
      mm(app.accounts, 'get', () => {
        throw new Error('the database is down');
      });
      const res = await get('/me', cookies).expect(503);
      assert.equal(res.body.code, 'login_unavailable');
      assert.equal(res.headers['retry-after'], '5');
      assert.equal(res.headers['set-cookie'], undefined);
      await mm.restore();
      assert.deepEqual(await me(cookies), { user: ADA_RESTORED, authenticated: true, unauthenticated: false });
    });

    it('a cookie that nobody wrote is nobody and no error', async () => {
      assert.deepEqual(await me(['EGG_SESS=garbage', 'EGG_SESS.sig=garbage']), NOBODY);
    });

    it('in a store outside work the same, and a login and a logout leave no old id behind', async () => {
      const store = new Map<string, object>();
      mm(app.config.session, 'store', {
        get: async (id: string) => store.get(id),
        set: async (id: string, session: object) => store.set(id, session),
        destroy: async (id: string) => store.delete(id),
      });
      const before = await holding({ returnTo: '/page', cart: 'dropped' });
      const res = await post('/login', ADA, before).expect(302);
      assert.equal(res.headers.location, '/page');
      const cookies = cookiesOf(res);
      assert.deepEqual(await me(cookies), { user: ADA_RESTORED, authenticated: true, unauthenticated: false });
      assert.deepEqual(await me(before), NOBODY);
      await post('/ctx/logout', {}, cookies).expect(200);
      assert.deepEqual(await me(cookies), NOBODY);
      assert(!JSON.stringify([...store.values()]).includes('ada'));
    });

    it('requests side by side, of one client and of others, each see their own user', async () => {
      const ada = await login();
      const alan = await login({ username: 'alan', password: 'right' });
      const clients = [ada, alan, ada, undefined, alan];
      app.rendezvous = rendezvousOf(clients.length);
      const answers = await Promise.all(clients.map(cookies => get('/me/together', cookies).expect(200)));
      assert.deepEqual(
        answers.map(({ body }) => body.id),
        ['ada', 'alan', 'ada', null, 'alan'],
      );
    });

    it('a login while a slow request of the same client is under way changes nothing for that one', async () => {
      const ada = await login();
      const [arrived, arrive] = signal();
      const [held, open] = signal();
      app.rendezvous = () => {
        arrive();
        return held;
      };
      const slow = get('/me/together', ada).expect(200).then();
      await arrived;
      const switched = await post('/login', { username: 'alan', password: 'right' }, ada).expect(302);
      open();
      const { body, headers } = await slow;
      assert.equal(body.id, 'ada');
      assert.equal(headers['set-cookie'], undefined);
      assert.equal(((await me(cookiesOf(switched))) as { user: Account }).user.id, 'alan');
    });
  });

  describe('in tests', () => {
    it('app.mockUser makes every request one of that user, until mm.restore()', async () => {
      app.mockUser();
      const mocked = (await me()) as { user: Account; authenticated: boolean };
      assert.equal(mocked.user.id, '10086');
      assert.equal(mocked.user.name, 'mock_name');
      assert.equal(mocked.authenticated, true);
      assert.equal((await get('/page').expect(200)).text, 'page of mock_name');
      await mm.restore();
      assert.deepEqual(await me(), NOBODY);
    });

    it('app.mockUser takes what the user should have', async () => {
      app.mockUser({ id: '7', name: 'Grace' });
      const { user } = (await me()) as { user: Account & { provider: string } };
      assert.deepEqual([user.id, user.name, user.provider], ['7', 'Grace', 'mock']);
    });

    it('a mocked user outshines the one of the session', async () => {
      const cookies = await login();
      app.mockUser({ name: 'Grace' });
      assert.equal(((await me(cookies)) as { user: Account }).user.name, 'Grace');
    });

    it('app.mockUserContext gives a context of that user', async () => {
      const ctx = app.mockUserContext({ id: '7' });
      assert.equal(ctx.user.id, '7');
      assert.equal(ctx.isAuthenticated(), true);
      assert.equal(ctx.isUnauthenticated(), false);
      await ctx.logout();
      assert.equal(ctx.isAuthenticated(), false);
      await ctx.login({ id: '8' });
      assert.equal(ctx.user.id, '8');
    });
  });
});

describe('an application written for egg-passport, without sessions and without a verify hook', () => {
  let app: MockApplication;
  before(async () => {
    app = await boot('drop-in-bare');
  });
  after(() => app.close());

  const post = (path: string, body: object) =>
    app.httpRequest().post(path).set('Accept', 'application/json').send(body);

  it('logs in for a request with session: false', async () => {
    const res = await post('/login', { username: 'ada', password: 'right' }).expect(200);
    assert.deepEqual(res.body, { id: 'ada', authenticated: true });
  });

  it('refuses wrong credentials', async () => {
    const res = await post('/login', { username: 'ada', password: 'wrong' }).expect(401);
    assert.equal(res.body.message, 'Unauthorized');
  });

  it('says what is missing when a login wants a session', async () => {
    const res = await post('/login/session', { username: 'ada', password: 'right' }).expect(500);
    assert.equal(res.body.code, 'session_unavailable');
    assert.match(res.body.message, /enable the plugin `session`/);
  });

  it('refuses whom nothing verifies', async () => {
    const res = await post('/login/unverified', { username: 'ada', password: 'right' }).expect(401);
    assert.equal(res.body.message, 'Unauthorized');
  });

  it('logs out', async () => {
    assert.deepEqual((await post('/logout', {}).expect(200)).body, { id: null, authenticated: false });
  });

  it('answers requests that carry cookies', async () => {
    const res = await app.httpRequest().get('/me').set('Cookie', 'EGG_SESS=garbage').expect(200);
    assert.deepEqual(res.body, { id: null, authenticated: false });
  });
});

/** A promise and what fulfils it. */
function signal(): [Promise<void>, () => void] {
  let fulfil: () => void;
  const promise = new Promise<void>(resolve => {
    fulfil = resolve;
  });
  return [promise, () => fulfil()];
}

/** A meeting of this many requests: none goes on before all have come. */
function rendezvousOf(size: number): () => Promise<void> {
  let coming = size;
  const [all, open] = signal();
  return () => {
    coming -= 1;
    if (coming === 0) open();
    return all;
  };
}
