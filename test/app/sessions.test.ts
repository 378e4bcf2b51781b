import assert from 'node:assert/strict';
import { once } from 'node:events';
import mm from 'egg-mock';
import { STORES, type Visitor, withSessions, type WithSessions } from '../support/sessionStores';

const HOUR = 3_600_000;

interface Gate {
  readonly entered: { readonly promise: Promise<void> };
  readonly opened: { resolve(): void };
  readonly late?: Promise<string>;
}

for (const store of STORES) {
  describe(`sessions in ${store === 'cookie' ? 'cookies' : 'Redis'}`, () => {
    let on: WithSessions;
    before(async () => {
      on = await withSessions(
        store,
        `passport: { session: { keep: ['language'], maxLifetime: '1h', timeout: '30s' } }`,
      );
    });
    after(() => on.close());
    afterEach(() => mm.restore());

    describe('a login', () => {
      it('makes a new session: the cookie from before stays nobody', async () => {
        const ada = on.browser();
        await ada.post('/session', { cart: 'tea' });
        const before = ada.cookies();
        await ada.login('ada');
        assert.equal(await ada.who(), 'ada');
        assert.notEqual(ada.cookies(), before);
        assert.equal(await ada.whoWith(before), 'nobody');
      });

      it('drops what the session held, but for returnTo and what the application keeps', async () => {
        const ada = on.browser();
        await ada.post('/session', { cart: 'tea', language: 'en', returnTo: '/me' });
        await ada.login('ada');
        const { passport, ...rest } = (await ada.get('/session')).json();
        assert.equal((passport as { user: string }).user, 'ada');
        assert.deepEqual(rest, { language: 'en', returnTo: '/me' });
      });

      it('as somebody else ends the one before it, in every copy', async () => {
        const browser = await on.browser().login('ada');
        const before = browser.cookies();
        await browser.login('alan');
        assert.equal(await browser.who(), 'alan');
        assert.equal(await browser.whoWith(before), 'nobody');
      });

      it('as the same user, who keeps the data of the session, ends the one before it too', async () => {
        const ada = await on.browser().login('ada');
        await ada.post('/session', { cart: 'tea' });
        const before = ada.cookies();
        await ada.login('ada');
        assert.equal((await ada.get('/session')).json().cart, 'tea');
        assert.equal(await ada.whoWith(before), 'nobody');
      });

      // koa-session's `save()` writes at once.
      for (const path of ['/login-and-save-and-throw', '/login-and-save-and-500']) {
        it(`that fails leaves who was there before it, though the session was saved meanwhile: ${path}`, async () => {
          const stranger = on.browser();
          assert.equal((await stranger.post(path, { name: 'ada' })).status, 500);
          assert.equal(await stranger.who(), 'nobody');
          const alan = await on.browser().login('alan');
          await alan.post('/session', { cart: 'tea' });
          const copy = alan.cookies();
          assert.equal((await alan.post(path, { name: 'ada' })).status, 500);
          assert.deepEqual([await alan.who(), await alan.whoWith(copy)], ['alan', 'alan']);
          assert.equal((await alan.get('/session')).json().cart, 'tea');
        });
      }

      it('for which the request does not wait is refused, and leaves who was there before it', async () => {
        const alan = await on.browser().login('alan');
        const gate = (await on.object<{ next(): Gate }>('gates')).next();
        assert.equal((await alan.post('/login-too-late', { name: 'ada' })).text, 'soon');
        gate.opened.resolve();
        assert.equal(await gate.late, 'session_unavailable');
        assert.equal(await alan.who(), 'alan');
      });

      it('that the request gives up with ctx.session = null leaves nobody, and ends the one before it', async () => {
        const alan = await on.browser().login('alan');
        const copy = alan.cookies();
        assert.equal((await alan.post('/login-and-null', { name: 'ada' })).status, 200);
        assert.deepEqual([await alan.who(), await alan.whoWith(copy)], ['nobody', 'nobody']);
      });

      for (const path of ['/login-and-throw', '/login-and-500']) {
        it(`that the rest of its request makes fail leaves nobody: ${path}`, async () => {
          const stranger = on.browser();
          await stranger.post('/session', { cart: 'tea' });
          const page = await stranger.post(path, { name: 'ada' });
          assert.equal(page.status, 500);
          assert.deepEqual(page.headers.getSetCookie(), []);
          assert.equal(await stranger.who(), 'nobody');
          assert.deepEqual((await stranger.get('/session')).json(), { cart: 'tea' });
        });

        it(`that fails leaves the one before it: ${path}`, async () => {
          const alan = await on.browser().login('alan');
          assert.equal((await alan.post(path, { name: 'ada' })).status, 500);
          assert.equal(await alan.who(), 'alan');
        });
      }
    });

    describe('a logout', () => {
      it('ends every copy of the session', async () => {
        const ada = await on.browser().login('ada');
        const copy = ada.cookies();
        await ada.post('/session', { cart: 'tea' });
        const later = ada.cookies();
        assert.equal((await ada.post('/logout')).status, 200);
        assert.equal(await ada.who(), 'nobody');
        assert.deepEqual((await ada.get('/session')).json(), {});
        assert.deepEqual(await Promise.all([copy, later].map(cookie => ada.whoWith(cookie))), ['nobody', 'nobody']);
        assert.equal((await ada.get('/me', { cookie: copy })).status, 401);
      });

      it('by a link works on this site, and not from another one', async () => {
        const ada = await on.browser().login('ada');
        const away = await ada.get('/logout', { 'sec-fetch-site': 'cross-site' });
        assert.deepEqual([away.status, away.json().code], [403, 'logout_cross_site']);
        assert.equal(await ada.who(), 'ada');
        assert.equal((await ada.get('/logout', { 'sec-fetch-site': 'same-origin' })).status, 200);
        assert.equal(await ada.who(), 'nobody');
      });

      it('ends no other session of the user', async () => {
        const [phone, desk] = [await on.browser().login('ada'), await on.browser().login('ada')];
        await phone.post('/logout');
        assert.deepEqual([await phone.who(), await desk.who()], ['nobody', 'ada']);
      });

      it('cannot be taken back by a request that began before it', async () => {
        const ada = await on.browser().login('ada');
        const gate = (await on.object<{ next(): Gate }>('gates')).next();
        const slow = ada.get('/slow');
        await gate.entered.promise;
        await ada.post('/logout');
        gate.opened.resolve();
        const page = await slow;
        assert.equal(page.status, 200);
        const [written] = page.headers.getSetCookie();
        assert.equal(await ada.whoWith(written?.split(';')[0] ?? ada.cookies()), 'nobody');
        assert.equal(await ada.who(), 'nobody');
      });

      it('ends sessions from before logins had ids', async () => {
        const ada = on.browser();
        const old = await legacy('grace');
        assert.equal(await ada.whoWith(old), 'grace');
        const grace = on.browser();
        assert.equal((await grace.post('/logout', {}, { cookie: old })).status, 200);
        assert.equal(await ada.whoWith(old), 'nobody');
        await grace.login('grace');
        assert.equal(await grace.who(), 'grace');
      });

      it('in the request of a login leaves nobody, and ends the login before it', async () => {
        const alan = await on.browser().login('alan');
        const copy = alan.cookies();
        await alan.post('/login-and-out', { name: 'ada' });
        assert.equal(await alan.who(), 'nobody');
        assert.equal(await alan.whoWith(copy), 'nobody');
      });
    });

    describe("all of a user's sessions", () => {
      it('end at once, and nobody else has', async () => {
        const [phone, desk, alan] = [
          await on.browser().login('ada'),
          await on.browser().login('ada'),
          await on.browser().login('alan'),
        ];
        await alan.post('/everywhere', { name: 'ada' });
        assert.deepEqual([await phone.who(), await desk.who(), await alan.who()], ['nobody', 'nobody', 'alan']);
      });

      it('end, and a login that follows in the same request stays', async () => {
        const [phone, desk] = [await on.browser().login('ada'), await on.browser().login('ada')];
        await desk.post('/everywhere-else', { name: 'ada' });
        assert.deepEqual([await phone.who(), await desk.who()], ['nobody', 'ada']);
        assert.equal(await (await on.browser().login('ada')).who(), 'ada');
      });

      it('end, those too that were made while the clock was ahead', async () => {
        const start = Date.now();
        mm(Date, 'now', () => start + 10 * 60_000);
        const ada = await on.browser().login('ada');
        mm.restore();
        await (await on.browser().login('alan')).post('/everywhere', { name: 'ada' });
        assert.equal(await ada.who(), 'nobody');
        mm(Date, 'now', () => start + 11 * 60_000);
        assert.equal(await ada.who(), 'nobody');
      });

      it("end when the user's stamp changes", async () => {
        const [phone, alan] = [await on.browser().login('ada'), await on.browser().login('alan')];
        const { passwords } = await on.object<{ passwords: Map<string, number> }>('accounts');
        passwords.set('ada', 1);
        assert.deepEqual([await phone.who(), await alan.who()], ['nobody', 'alan']);
        assert.equal(await (await on.browser().login('ada')).who(), 'ada');
        // What has ended stays ended.
        passwords.set('ada', 0);
        assert.equal(await phone.who(), 'nobody');
      });
    });

    it('end at the maximum age, whatever their user does', async () => {
      const start = Date.now();
      const ada = await on.browser().login('ada');
      for (const minutes of [20, 40, 59]) {
        mm(Date, 'now', () => start + minutes * 60_000);
        await ada.post('/session', { cart: String(minutes) });
        assert.equal(await ada.who(), 'ada');
      }
      mm(Date, 'now', () => start + 61 * 60_000);
      assert.equal(await ada.who(), 'nobody');
    });

    /** The cookie of a session as egg-passport writes it. */
    async function legacy(name: string): Promise<string> {
      const res = await on.app
        .httpRequest()
        .post('/session')
        .send({ passport: { user: name, at: Date.now(), stamp: await stampOfZero() } });
      return (res.headers['set-cookie'] as unknown as string[])[0].split(';')[0];
    }

    async function stampOfZero(): Promise<string> {
      const eve = await on.browser().login('eve');
      return ((await eve.get('/session')).json().passport as { stamp: string }).stamp;
    }
  });
}

for (const store of STORES) {
  describe(`the CSRF secret, with sessions in ${store}`, () => {
    let on: WithSessions;
    before(async () => {
      on = await withSessions(store, `security: { csrf: { enable: true } }, passport: { session: { timeout: '30s' } }`);
    });
    after(() => on.close());

    it('is another one after a login and after a logout: a token from before is refused', async () => {
      const ada = on.browser();
      const { text: before } = await ada.get('/csrf');
      const post = (path: string, token: string, form = {}): Promise<number> =>
        ada.post(path, form, { 'x-csrf-token': token }).then(({ status }) => status);
      assert.equal(await post('/login', before, { name: 'ada' }), 200);
      assert.equal(await post('/session', before), 403);
      const { text: inside } = await ada.get('/csrf');
      assert.equal(await post('/session', inside), 200);
      assert.equal(await post('/logout', inside), 200);
      assert.equal(await ada.who(), 'nobody');
      assert.equal(await post('/session', inside), 403);
      assert.equal(await post('/session', (await ada.get('/csrf')).text), 200);
    });
  });
}

for (const store of STORES) {
  it(`a session of 30 days in ${store} that a login of one hour replaces opens nothing for 30 days`, async () => {
    const on = await withSessions(store);
    try {
      const start = Date.now();
      const ada = on.browser();
      await ada.post('/login-for', { name: 'ada', maxAge: String(30 * 24 * HOUR) });
      const copy = ada.cookies();
      assert.equal(await ada.whoWith(copy), 'ada');
      await ada.post('/login-for', { name: 'ada', maxAge: String(HOUR) });
      mm(Date, 'now', () => start + 25 * HOUR);
      // Forgets what nobody needs any more.
      await (await on.browser().login('eve')).post('/logout');
      assert.equal(await ada.whoWith(copy), 'nobody');
    } finally {
      mm.restore();
      await on.close();
    }
  });
}

describe('the sessions of a user', () => {
  interface Listed {
    id: string;
    at: number;
    ip: string;
    userAgent: string;
    current: boolean;
  }

  describe('in Redis', () => {
    let on: WithSessions;
    before(async () => {
      on = await withSessions('redis');
    });
    after(() => on.close());
    const list = async (who: Visitor): Promise<Listed[]> =>
      (await who.get('/sessions')).json() as unknown as Promise<Listed[]>;

    it('are listed, with what their user may want to know, and end one by one', async () => {
      const phone = on.browser();
      await phone.post('/login', { name: 'ada' }, { 'user-agent': 'phone' });
      const desk = await on.browser().login('ada');
      await on.browser().login('alan');
      const sessions = await list(desk);
      assert.deepEqual(
        sessions.map(({ ip, userAgent, current }) => ({ ip, userAgent, current })),
        [
          { ip: '127.0.0.1', userAgent: 'phone', current: false },
          { ip: '127.0.0.1', userAgent: 'node', current: true },
        ],
      );
      assert.ok(sessions.every(({ at }) => Math.abs(Date.now() - at) < 60_000));
      assert.equal((await desk.post('/end-session', { id: sessions[0].id })).text, 'true');
      assert.deepEqual([await phone.who(), await desk.who()], ['nobody', 'ada']);
      assert.deepEqual(
        (await list(desk)).map(({ id }) => id),
        [sessions[1].id],
      );
      assert.equal((await desk.post('/end-session', { id: sessions[0].id })).text, 'false');
    });

    it('are listed without those that have ended by themselves', async () => {
      const [phone, desk] = [await on.browser().login('eve'), await on.browser().login('eve')];
      assert.equal((await list(desk)).length, 2);
      await phone.post('/logout');
      assert.equal((await list(desk)).length, 1);
      await desk.login('eve');
      assert.equal((await list(desk)).length, 1);
    });

    it('say nothing that opens one', async () => {
      const ada = await on.browser().login('ada');
      const { text } = await ada.get('/sessions');
      const { passport } = (await ada.get('/session')).json() as { passport: { id: string } };
      assert.ok(!text.includes(passport.id));
      for (const [, value] of ada
        .cookies()
        .split('; ')
        .map(pair => pair.split('=')))
        assert.ok(!text.includes(value));
      assert.doesNotMatch(text, /[0-9a-f]{8}-[0-9a-f]{4}-/);
    });

    for (const id of ['', '.', 'a.b', '__proto__.x', '\u0000']) {
      it(`are not found by ${JSON.stringify(id)}`, async () => {
        const ada = await on.browser().login('ada');
        assert.equal((await ada.post('/end-session', { id })).text, 'false');
      });
    }

    it('are none where a client goes in the middle of its login', async () => {
      const { redis } = on.app as unknown as {
        redis: { flushall(): Promise<void>; keys(of: string): Promise<string[]> };
      };
      await redis.flushall();
      const gate = (await on.object<{ next(): Gate }>('gates')).next();
      const gone = new AbortController();
      const body = new URLSearchParams({ name: 'ada' });
      const login = fetch(`${on.origin}/login-slowly`, { method: 'POST', body, signal: gone.signal });
      await gate.entered.promise;
      const closed = once(on.app, 'response');
      gone.abort();
      await assert.rejects(login, { name: 'AbortError' });
      await closed;
      gate.opened.resolve();
      await on.ended();
      assert.deepEqual(await redis.keys('*'), []);
    });

    it('leave as much in the store as is alive', async () => {
      const { redis } = on.app as unknown as {
        redis: { flushall(): Promise<void>; keys(of: string): Promise<string[]> };
      };
      await redis.flushall();
      const visitors = await Promise.all(Array.from({ length: 5 }, (_, i) => on.browser().login(`user ${i}`)));
      for (const visitor of visitors) await visitor.login('ada');
      await visitors[0].post('/logout');
      await visitors[1].post('/out-and-login', { name: 'ada' });
      await visitors[2].post('/login-and-save-and-500', { name: 'alan' });
      await visitors[3].post('/login-and-null', { name: 'alan' });
      const keys = (await redis.keys('*')).filter(key => !key.startsWith('passport:'));
      assert.equal(keys.length, 3);
    });
  });

  it('are listed in Redis only, and the error says so', async () => {
    const on = await withSessions('cookie');
    try {
      const ada = await on.browser().login('ada');
      const page = await ada.get('/sessions');
      assert.deepEqual([page.status, page.json().code], [500, 'sessions_unlisted']);
    } finally {
      await on.close();
    }
  });
});

for (const store of STORES) {
  it(`100 logins at once, with sessions in ${store}, are each one's own`, async () => {
    const on = await withSessions(store);
    try {
      const names = Array.from({ length: 100 }, (_, i) => `user ${i}`);
      const visitors = await Promise.all(names.map(name => on.browser().login(name)));
      assert.deepEqual(await Promise.all(visitors.map(visitor => visitor.who())), names);
      const [one, two] = visitors;
      await Promise.all([one.login('ada'), one.login('alan'), two.who()]);
      assert.ok(['ada', 'alan'].includes(await one.who()));
    } finally {
      await on.close();
    }
  });
}
