import assert from 'node:assert/strict';
import { Browser, type Page } from '../support/Browser';
import { forkApp } from '../support/fork';
import type { Listening } from '../support/listen';

type Package = 'egg-passport' | 'tegg-passport';

/** One request of a story. */
interface Step {
  readonly get?: string;
  readonly post?: string;
  readonly form?: Record<string, string>;
  readonly accept?: string;
}

const RIGHT = { username: 'ada', password: 'right' };
const WRONG = { username: 'ada', password: 'wrong' };
const JSON_TYPE = 'application/json';
const ME: Step = { get: '/me' };
const SESSION: Step = { get: '/session' };
const login = (path: string, form: Record<string, string> = RIGHT): Step => ({ post: path, form });
const holding = (session: unknown): Step => ({ post: '/session', form: { session: JSON.stringify(session) } });

/** What clients do, request by request, with the cookies they got on the way. */
const STORIES: Record<string, readonly Step[]> = {
  'a login': [login('/login'), ME, SESSION],
  'a login with the wrong password, as HTML': [login('/login', WRONG), ME],
  'a login with the wrong password, as JSON': [{ ...login('/login', WRONG), accept: JSON_TYPE }, ME],
  'a login of an unknown user': [login('/login', { username: 'nobody', password: 'right' }), ME],
  'a login without a password, as HTML': [login('/login', { username: 'ada' }), ME],
  'a login without a password, as JSON': [{ ...login('/login', { username: 'ada' }), accept: JSON_TYPE }],
  'a login without anything': [login('/login', {})],
  'a verify hook that throws, as HTML': [login('/login', { username: 'ada', password: 'break' }), ME],
  'a verify hook that throws, as JSON': [
    { ...login('/login', { username: 'ada', password: 'break' }), accept: JSON_TYPE },
  ],
  'redirects after success and failure': [login('/login/redirects', WRONG), ME, login('/login/redirects'), ME],
  'returnTo or another page': [login('/login/return-to'), ME],
  'the page that was wanted, once': [
    { get: '/page?tab=1' },
    login('/login'),
    { get: '/page?tab=1' },
    login('/login'),
    SESSION,
  ],
  'a wanted page and a fixed redirect': [{ get: '/page' }, login('/login/redirects'), SESSION],
  'the next handler': [login('/login/next'), ME],
  'no session': [login('/login/sessionless'), ME],
  'the bare status': [login('/login/bare', WRONG), login('/login/bare', {}), ME],
  'a strategy that was taken away': [login('/login/never'), { ...login('/login/never'), accept: JSON_TYPE }],
  'several strategies, the first refuses': [login('/login/several?action=refuse'), ME],
  'several strategies, the first accepts': [login('/login/several', WRONG), ME],
  'several strategies, all refuse': [login('/login/several?action=forbid', WRONG), ME],
  'several strategies, the first passes': [login('/login/several?action=pass'), ME],
  "the strategy's messages": [login('/login/messages?action=forbid'), SESSION, login('/login/messages?action=refuse')],
  'a message of the options': [login('/login/message?action=forbid'), SESSION],
  'an account for somebody else': [login('/authorize'), ME, login('/authorize', WRONG), login('/authorize', {})],
  'an account beside a login': [
    login('/login', { username: 'alan', password: 'right' }),
    login('/authorize'),
    ME,
    login('/authorize', WRONG),
    ME,
  ],
  'a strategy redirects': [{ get: '/action?action=away' }, { get: '/action?action=away&status=303' }],
  'a strategy passes': [{ get: '/action?action=pass' }],
  'a strategy refuses': [{ get: '/action?action=refuse' }, { get: '/action?action=refuse', accept: JSON_TYPE }],
  'a strategy forbids': [{ get: '/action?action=forbid' }, { get: '/action?action=forbid', accept: JSON_TYPE }],
  'a strategy challenges': [{ get: '/action?action=challenge' }],
  'a strategy fails': [{ get: '/action?action=error' }, { get: '/action?action=error', accept: JSON_TYPE }],
  'a strategy fails with a status': [{ get: '/action?action=error-status', accept: JSON_TYPE }],
  'a strategy throws': [{ get: '/action?action=throw' }, { get: '/action?action=throw', accept: JSON_TYPE }],
  'a strategy accepts, the next handler answers': [{ get: '/action/optional' }, ME],
  'a mounted strategy': [{ get: '/passport/action?action=away' }, { get: '/passport/action/callback' }, ME],
  'a mounted strategy refuses': [{ get: '/passport/action/callback?action=refuse', accept: JSON_TYPE }, ME],
  'paths of full URLs': [
    { get: '/full/start?action=away' },
    { get: '/full/back' },
    ME,
    { get: '/full/back?action=refuse' },
    { get: '/passport/local' },
  ],
  'a failed login beside a login': [login('/login'), login('/login', WRONG), ME],
  'another user': [login('/login'), login('/login', { username: 'alan', password: 'right' }), ME],
  'a logout': [login('/login'), { post: '/logout' }, ME, SESSION],
  'a logout of nobody': [{ post: '/logout' }, ME],
  'a login by ctx.login': [{ post: '/ctx/login', form: { id: 'alan' } }, ME],
  'a deleted user': [{ post: '/ctx/login', form: { id: 'deleted' } }, ME, { get: '/page' }],
  'a session that was there before': [holding({ passport: { user: 'ada' }, cart: 1 }), ME, SESSION],
  'a session after a logout': [holding({ passport: {} }), ME],
  'a session without a login': [holding({ cart: 1 }), ME, SESSION],
  'a session slot that is a string': [holding({ passport: 'ada' }), ME],
  'a session slot that is an array': [holding({ passport: ['ada'] }), ME],
  'a session slot that is a number': [holding({ passport: 1 }), ME],
  'a session slot whose user is null': [holding({ passport: { user: null } }), ME],
  'a page that is not there': [{ get: '/nowhere' }, login('/login'), { get: '/nowhere' }],
};

describe('side by side with egg-passport 2.1.1', function () {
  this.timeout(60_000);
  const servers = new Map<Package, Listening>();
  before(async () => {
    await start(servers, {});
  });
  after(() => stop(servers));
  const origin = (name: Package): string => (servers.get(name) as Listening).origin;

  for (const [name, steps] of Object.entries(STORIES)) {
    it(name, async () => {
      const [theirs, ours] = await Promise.all([
        tell(origin('egg-passport'), steps),
        tell(origin('tegg-passport'), steps),
      ]);
      assert.deepEqual(ours, theirs);
    });
  }

  describe('a session written by one opens on the other', () => {
    let keepingEggsCookie: Listening;
    before(async () => {
      keepingEggsCookie = await forkApp('side-by-side', { PASSPORT_PACKAGE: 'tegg-passport', SESSION_COOKIE: 'egg' });
    });
    after(() => keepingEggsCookie.close());

    const ways: [string, () => string, () => string][] = [
      ['egg-passport to tegg-passport', () => origin('egg-passport'), () => origin('tegg-passport')],
      ["tegg-passport with Egg's cookie to egg-passport", () => keepingEggsCookie.origin, () => origin('egg-passport')],
    ];
    for (const [name, from, to] of ways) {
      it(name, async () => {
        const browser = new Browser();
        await browser.post(`${from()}/login`, RIGHT);
        const cookie = browser.cookieHeader(from());
        assert.match(cookie, /EGG_SESS=/);
        const me = (await new Browser().get(`${to()}/me`, { cookie })).json();
        assert.deepEqual(me, { user: { id: 'ada', name: 'ADA' }, authenticated: true });

        const other = new Browser();
        await other.get(`${to()}/me`, { cookie });
        const out = await other.post(`${to()}/logout`, {}, { cookie });
        assert.equal(out.json().authenticated, false);
        const left = other.cookieHeader(to());
        assert.notEqual(left, cookie);
        const again = await new Browser().get(`${from()}/me`, { cookie: left });
        assert.equal(again.json().authenticated, false);
      });

      it(`${name}: the page that was wanted`, async () => {
        const browser = new Browser();
        await browser.get(`${from()}/page?tab=2`);
        const cookie = browser.cookieHeader(from());
        const page = await new Browser().post(`${to()}/login`, RIGHT, { cookie });
        assert.equal(page.location, '/page?tab=2');
      });
    }
  });

  describe('what differs on purpose', () => {
    it('credentials in a query are no login', async () => {
      const steps: Step[] = [{ post: `/login?${new URLSearchParams(RIGHT).toString()}` }, ME];
      const [theirs, theirMe] = await tell(origin('egg-passport'), steps);
      assert.equal(theirs.status, 302);
      assert.equal((theirMe.body as { authenticated: boolean }).authenticated, true);
      const [ours, ourMe] = await tell(origin('tegg-passport'), steps);
      assert.equal(ours.status, 400);
      assert.equal((ourMe.body as { authenticated: boolean }).authenticated, false);
    });

    it("a session in this package's own cookie is nobody on egg-passport, and a login works", async () => {
      const browser = new Browser();
      await browser.post(`${origin('tegg-passport')}/login`, RIGHT);
      const cookie = browser.cookieHeader(origin('tegg-passport'));
      const there = new Browser();
      assert.equal((await there.get(`${origin('egg-passport')}/me`, { cookie })).json().authenticated, false);
      await there.post(`${origin('egg-passport')}/login`, RIGHT, { cookie });
      assert.equal((await there.get(`${origin('egg-passport')}/me`)).json().authenticated, true);
    });

    it('a login drops what the session held before, but for returnTo', async () => {
      const steps = [holding({ cart: 1, returnTo: '/page' }), login('/login/redirects'), SESSION, ME];
      const [, , theirs] = await tell(origin('egg-passport'), steps);
      const [, , ours, me] = await tell(origin('tegg-passport'), steps);
      assert.deepEqual(theirs.body, { user: 'ada', cart: 1, returnTo: '/page' });
      assert.deepEqual(ours.body, { user: 'ada', returnTo: '/page' });
      assert.equal((me.body as { authenticated: boolean }).authenticated, true);
    });

    it('a page on another site is not where a login leads', async () => {
      const steps = [holding({ returnTo: 'https://evil.example/' }), login('/login'), ME];
      const [, theirs] = await tell(origin('egg-passport'), steps);
      const [, ours, me] = await tell(origin('tegg-passport'), steps);
      assert.deepEqual([theirs.location, ours.location], ['https://evil.example/', '/']);
      assert.equal((me.body as { authenticated: boolean }).authenticated, true);
    });

    it('a logout drops what the session held', async () => {
      const steps = [holding({ passport: { user: 'ada' }, cart: 1 }), { post: '/logout' }, SESSION];
      const [, , theirs] = await tell(origin('egg-passport'), steps);
      const [, , ours] = await tell(origin('tegg-passport'), steps);
      assert.deepEqual(theirs.body, { cart: 1 });
      assert.deepEqual(ours.body, {});
    });

    it('a user who cannot be restored is 503: the application, not the request, is at fault', async () => {
      const steps = [{ post: '/ctx/login', form: { id: 'break' } }, ME, { ...ME, accept: JSON_TYPE }];
      const [, ...theirs] = await tell(origin('egg-passport'), steps);
      const [, ...ours] = await tell(origin('tegg-passport'), steps);
      assert.deepEqual(
        theirs.map(({ status }) => status),
        [500, 500],
      );
      assert.deepEqual(
        ours.map(({ status }) => status),
        [503, 503],
      );
    });

    it('a copy of the session opens nothing after its logout', async () => {
      const me = async (name: Package): Promise<boolean> => {
        const browser = new Browser();
        await browser.post(`${origin(name)}/login`, RIGHT);
        const cookie = browser.cookieHeader(origin(name));
        await browser.post(`${origin(name)}/logout`);
        const page = await new Browser().get(`${origin(name)}/me`, { cookie });
        return (page.json() as { authenticated: boolean }).authenticated;
      };
      assert.deepEqual([await me('egg-passport'), await me('tegg-passport')], [true, false]);
    });

    it('a 401 says in WWW-Authenticate how to authenticate', async () => {
      const challenge = async (name: Package, path: string): Promise<string | null> =>
        (await new Browser().get(`${origin(name)}${path}`)).headers.get('www-authenticate');
      assert.equal(await challenge('egg-passport', '/action?action=refuse'), null);
      assert.equal(await challenge('tegg-passport', '/action?action=refuse'), 'Action realm="side-by-side"');
      for (const name of ['egg-passport', 'tegg-passport'] as const) {
        assert.equal(await challenge(name, '/action?action=challenge'), 'Token realm="users"', name);
      }
    });
  });
});

describe('side by side with egg-passport 2.1.1, with no hook', function () {
  this.timeout(60_000);
  const servers = new Map<Package, Listening>();
  before(() => start(servers, { HOOKS: 'none' }));
  after(() => stop(servers));
  const origin = (name: Package): string => (servers.get(name) as Listening).origin;

  it('what differs on purpose: whom nothing verifies is let in there and refused here', async () => {
    const steps = [login('/login', WRONG), ME];
    const [theirs, theirMe] = await tell(origin('egg-passport'), steps);
    assert.deepEqual([theirs.status, theirs.location], [302, '/']);
    assert.equal((theirMe.body as { authenticated: boolean }).authenticated, true);
    const [ours, ourMe] = await tell(origin('tegg-passport'), steps);
    assert.deepEqual([ours.status, ours.location], [401, null]);
    assert.equal((ourMe.body as { authenticated: boolean }).authenticated, false);
  });

  it('a user of a strategy that verifies by itself is stored whole', async () => {
    const steps = [login('/login/messages'), ME, SESSION];
    const [theirs, ours] = await Promise.all([
      tell(origin('egg-passport'), steps),
      tell(origin('tegg-passport'), steps),
    ]);
    assert.deepEqual((ours[1].body as { user: unknown }).user, { id: 'ada' });
    assert.deepEqual(ours, theirs);
  });
});

/** What an answer comes to. */
interface Answer {
  readonly request: string;
  readonly status: number;
  readonly location: string | null;
  readonly type: string | null;
  readonly body: unknown;
}

/** Sends the requests of a story, one after the other, with one browser. */
async function tell(origin: string, steps: readonly Step[]): Promise<Answer[]> {
  const browser = new Browser();
  const answers: Answer[] = [];
  for (const { get, post, form, accept = 'text/html' } of steps) {
    const page = get
      ? await browser.get(origin + get, { accept })
      : await browser.post(origin + String(post), form, { accept });
    answers.push({
      request: get ? `GET ${get}` : `POST ${post}`,
      status: page.status,
      location: page.location,
      type: page.headers.get('content-type'),
      body: bodyOf(page),
    });
  }
  return answers;
}

/** The body without what belongs to the implementation: stacks, and the codes, failures and error classes that ours adds. */
function bodyOf(page: Page): unknown {
  if (page.headers.get('content-type')?.startsWith(JSON_TYPE)) {
    const { stack: _, code: __, errors: ___, ...rest } = page.json();
    return rest.name === 'PassportError' ? { ...rest, name: 'Error' } : rest;
  }
  return page.text.replace(/\n +at .*/gs, '').replaceAll('PassportError:', 'Error:');
}

async function start(servers: Map<Package, Listening>, env: Record<string, string>): Promise<void> {
  for (const name of ['egg-passport', 'tegg-passport'] as const) {
    servers.set(name, await forkApp('side-by-side', { PASSPORT_PACKAGE: name, ...env }));
  }
}

async function stop(servers: Map<Package, Listening>): Promise<void> {
  await Promise.all([...servers.values()].map(server => server.close()));
}
