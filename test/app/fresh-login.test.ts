import assert from 'node:assert/strict';
import mm from 'egg-mock';
import { config } from '../support/generate';
import { loginOf } from '../support/login';
import {
  controllers,
  cookiesOf,
  get,
  HTML,
  inModule,
  JSON_ONLY,
  LOGIN_CONTROLLER,
  post,
  PUBLIC_PROTO,
  running,
} from '../support/running';

const MINUTE = 60_000;
const FRESH = `@Authenticated({ maxAge: '10m' })`;

const APP = {
  'config/config.default.ts': config(`passport: { loginURL: '/sign-in' }`),
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    FreshController: `@HTTPController({ path: '/' }) export class FreshController {
      @Inject() private readonly authService: AuthService;
      @Login('local', { successReturnToOrRedirect: '/home' }) ${post('/login-page')} async page() {}
      @Login('api-key') ${post('/login-key')} async key() { return 'in'; }
      @Login('local', { session: false }) ${post('/login-once')} async once() { return 'once'; }
      ${post('/login-service')} async service(@HTTPBody() body) { await this.authService.login(body); return 'in'; }
      @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user; }
      ${FRESH} ${get('/fresh')} async fresh(@CurrentUser() user) { return user; }
      ${FRESH} ${post('/fresh')} async write() { return 'written'; }
      @Authenticated({ maxAge: 600_000 }) ${get('/number')} async number() { return 'reached'; }
      @Authenticated({ maxAge: '10m', strategy: 'local' }) ${get('/local')} async local() { return 'reached'; }
      @Authenticated({ maxAge: '10m', strategy: 'api-key' }) ${get('/by-key')} async byKey() { return 'reached'; }
      @Authenticated(['session', 'api-key'], { maxAge: '10m' }) ${get('/either')} async either() { return 'reached'; } }`,
  }),
};

describe('a guard that wants a fresh login', () => {
  const on = running(APP);
  /** From now on the clock stands here. */
  const clock = (time: number): void => void mm(Date, 'now', () => time);
  const status = async (path: string, Cookie: string[]): Promise<number> =>
    (await on.get(path, { Cookie, ...JSON_ONLY })).status;
  let start: number;
  beforeEach(() => {
    start = Date.now();
    clock(start);
  });
  afterEach(() => mm.restore());

  it('finds time and strategy of the login in the session', async () => {
    const res = await on.get('/session', { Cookie: await on.login('ada') }).expect(200);
    const { id, ...login } = (res.body as { passport: { id: string } }).passport;
    assert.equal(id.length, 22);
    assert.deepEqual(login, { user: 'ada', at: start, strategy: 'local' });
    const byService = cookiesOf(await on.post('/login-service').send({ name: 'ada' }).expect(200));
    const { body } = await on.get('/session', { Cookie: byService }).expect(200);
    assert.deepEqual(loginOf((body as { passport: object }).passport), { user: 'ada' });
  });

  it('opens up to the last millisecond, and not one later', async () => {
    for (const [age, expected] of [
      [0, 200],
      [5 * MINUTE, 200],
      [10 * MINUTE, 200],
      [10 * MINUTE + 1, 401],
      [60 * MINUTE, 401],
    ] as const) {
      const ada = await on.agent('ada', { strategy: 'local', at: start - age });
      for (const path of ['/fresh', '/number', '/local', '/either'])
        assert.equal((await ada.get(path).set(JSON_ONLY)).status, expected, `${path} after ${age} ms`);
    }
  });

  it('answers 401 with a code of its own, and the session stays as it was', async () => {
    const Cookie = await on.login('ada');
    clock(start + 11 * MINUTE);
    const res = await on.get('/fresh', { Cookie, ...JSON_ONLY }).expect(401);
    assert.equal((res.body as { code: string }).code, 'reauthentication_required');
    assert.equal(res.headers['www-authenticate'], 'Session realm="generated"');
    assert.equal(cookiesOf(res), undefined);
    await on.get('/me', { Cookie }).expect(200, { name: 'ada' });
    const nobody = await on.get('/fresh', JSON_ONLY).expect(401);
    assert.equal((nobody.body as { code: string }).code, 'unauthenticated');
  });

  it('does not open for a login of the future: somebody moved the clock', async () => {
    const ada = await on.agent('ada', { at: start + 1 });
    await ada.get('/fresh').set(JSON_ONLY).expect(401);
    await ada.get('/me').expect(200);
  });

  for (const at of [undefined, null, 'now', String(Number.MAX_SAFE_INTEGER), true, {}, [0], -1, 0]) {
    it(`does not open for a session whose login says ${JSON.stringify(at)} of its time`, async () => {
      const slot = { user: 'ada', strategy: 'local', at };
      const Cookie = cookiesOf(await on.post('/session').send({ passport: slot }).expect(200));
      for (const path of ['/fresh', '/local']) assert.equal(await status(path, Cookie), 401);
      assert.equal(await status('/me', Cookie), 200);
    });
  }

  it('of one strategy does not open for a login of another, or of none', async () => {
    const opens = async (strategy?: string): Promise<number[]> => {
      const ada = await on.agent('ada', { strategy });
      const answers = [];
      for (const path of ['/fresh', '/local', '/by-key']) answers.push((await ada.get(path).set(JSON_ONLY)).status);
      return answers;
    };
    assert.deepEqual(await opens('local'), [200, 200, 401]);
    assert.deepEqual(await opens('api-key'), [200, 401, 200]);
    assert.deepEqual(await opens(), [200, 401, 401]);
  });

  it('does not take the credentials of a request for a fresh login', async () => {
    const res = await on.get('/either', { 'x-api-key': 'machine', ...JSON_ONLY }).expect(401);
    assert.equal((res.body as { code: string }).code, 'reauthentication_required');
    const Cookie = await on.login('ada');
    clock(start + 11 * MINUTE);
    await on.post('/login-once', { Cookie }).send({ username: 'ada', password: 'right' }).expect(200, 'once');
    assert.equal(await status('/fresh', Cookie), 401);
  });

  it('does not open after a failed login', async () => {
    const Cookie = await on.login('ada');
    clock(start + 11 * MINUTE);
    const res = await on.post('/login', { Cookie, ...JSON_ONLY }).send({ username: 'ada', password: 'wrong' });
    assert.deepEqual([res.status, cookiesOf(res)], [401, undefined]);
    assert.equal(await status('/fresh', Cookie), 401);
  });

  it('opens for a mocked user, whose login is of now', async () => {
    on.app.mockUser({ name: 'mocked' });
    assert.equal(await status('/fresh', []), 200);
    clock(start + 60 * MINUTE);
    assert.equal(await status('/fresh', []), 200);
  });

  describe('and a user who logs in again', () => {
    /** A session with a cart, whose login is too old. */
    async function stale(): Promise<string[]> {
      const filled = await on
        .post('/session', { Cookie: await on.login('ada') })
        .send({ cart: [1] })
        .expect(200);
      clock(start + 20 * MINUTE);
      assert.equal(await status('/fresh', cookiesOf(filled)), 401);
      return cookiesOf(filled);
    }
    const again = async (Cookie: string[], username: string): Promise<string[]> =>
      cookiesOf(await on.post('/login', { Cookie }).send({ username, password: 'right' }).expect(200));
    /** But for the id of the login. */
    const session = async (Cookie: string[]): Promise<object> => {
      const { passport, ...rest } = (await on.get('/session', { Cookie })).body as { passport: { id: string } };
      const { id, ...login } = passport;
      assert.equal(id.length, 22);
      return { ...rest, passport: login };
    };

    it('as the same keeps what the session holds, and has a new time', async () => {
      const Cookie = await again(await stale(), 'ada');
      const at = start + 20 * MINUTE;
      assert.deepEqual(await session(Cookie), { cart: [1], passport: { user: 'ada', at, strategy: 'local' } });
      await on.get('/fresh', { Cookie }).expect(200, { name: 'ada' });
      clock(at + 10 * MINUTE);
      assert.equal(await status('/fresh', Cookie), 200);
      clock(at + 10 * MINUTE + 1);
      assert.equal(await status('/fresh', Cookie), 401);
    });

    it('as another keeps nothing', async () => {
      const Cookie = await again(await stale(), 'alan');
      const at = start + 20 * MINUTE;
      assert.deepEqual(await session(Cookie), { passport: { user: 'alan', at, strategy: 'local' } });
      await on.get('/fresh', { Cookie }).expect(200, { name: 'alan' });
    });

    it('as the same, with another strategy, keeps what the session holds and changes the strategy', async () => {
      const res = await on.post('/login-key', { Cookie: await stale(), 'x-api-key': 'ada' }).expect(200);
      const passport = { user: 'ada', at: start + 20 * MINUTE, strategy: 'api-key' };
      assert.deepEqual(await session(cookiesOf(res)), { cart: [1], passport });
      assert.equal(await status('/local', cookiesOf(res)), 401);
    });

    it('is sent to the login page, a browser that is, and back to the page that it wanted', async () => {
      const away = await on
        .get('/fresh?tab=1', { Cookie: await stale(), ...HTML })
        .expect(302)
        .expect('Location', '/sign-in');
      const back = await on
        .post('/login-page', { Cookie: cookiesOf(away) })
        .send({ username: 'ada', password: 'right' })
        .expect(302)
        .expect('Location', '/fresh?tab=1');
      const Cookie = cookiesOf(back);
      await on.get('/fresh?tab=1', { Cookie, ...HTML }).expect(200);
      assert.deepEqual((await session(Cookie)) as { cart: unknown }, {
        cart: [1],
        passport: { user: 'ada', at: start + 20 * MINUTE, strategy: 'local' },
      });
    });

    it('is not redirected with a form, an XHR or a client of JSON', async () => {
      const Cookie = await stale();
      const sent = await on.post('/fresh', { Cookie, ...HTML }).expect(401);
      assert.equal(sent.headers.location, undefined);
      await on.get('/fresh', { Cookie, ...HTML, 'X-Requested-With': 'XMLHttpRequest' }).expect(401);
    });
  });
});

describe('a fresh login off HTTP controllers', () => {
  const on = running({
    ...APP,
    ...inModule('vault', {
      Vault: `@SingletonProto(${PUBLIC_PROTO}) export class Vault {
        @Authenticated({ maxAge: '10m', strategy: 'local' }) async open() { return 'open'; } }`,
    }),
    ...controllers({
      LoginController: LOGIN_CONTROLLER,
      VaultController: `@HTTPController({ path: '/' }) export class VaultController {
        @Inject() private readonly vault;
        ${get('/vault')} async vaults() { return this.vault.open(); } }`,
    }),
  });
  afterEach(() => mm.restore());

  it('is wanted there too', async () => {
    const Cookie = await on.login('ada');
    await on.get('/vault', { Cookie }).expect(200, 'open');
    const key = cookiesOf(await on.post('/login-key', { 'x-api-key': 'ada' }).expect(200));
    await on.get('/vault', { Cookie: key, ...JSON_ONLY }).expect(401);
    const now = Date.now();
    mm(Date, 'now', () => now + 11 * MINUTE);
    const res = await on.get('/vault', { Cookie, ...JSON_ONLY }).expect(401);
    assert.equal((res.body as { code: string }).code, 'reauthentication_required');
  });
});
