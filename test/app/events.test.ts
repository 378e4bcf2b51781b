import assert from 'node:assert/strict';
import mm from 'egg-mock';
import { Heard } from '../support/Heard';
import { STORES, withSessions, type WithSessions } from '../support/sessionStores';

interface Gate {
  readonly opened: { resolve(): void };
  readonly late?: Promise<string>;
}

for (const store of STORES) {
  describe(`events of sessions in ${store}`, () => {
    let on: WithSessions;
    let heard: Heard;
    before(async () => {
      on = await withSessions(store);
    });
    after(() => on.close());
    beforeEach(() => {
      heard = new Heard(on.app);
    });
    afterEach(() => {
      heard.stop();
      mm.restore();
    });

    it('a login says who, when and where from, once', async () => {
      const before = Date.now();
      await on.browser().post('/login', { name: 'ada' }, { 'user-agent': 'a browser' });
      const [event, ...more] = await heard.take();
      const { at, requestId, ...rest } = event;
      assert.deepEqual(rest, { type: 'login', userId: 'ada', ip: '127.0.0.1', userAgent: 'a browser' });
      assert.ok(at >= before && at <= Date.now());
      assert.match(String(requestId), /^[\w-]+$/);
      assert.ok(Object.isFrozen(event));
      assert.deepEqual(more, []);
    });

    for (const path of [
      '/login-and-throw',
      '/login-and-500',
      '/login-and-save-and-throw',
      '/login-and-save-and-500',
      '/login-and-null',
      '/login-and-forget',
      '/login-and-out',
    ]) {
      it(`a login that does not stand is none: ${path}`, async () => {
        const browser = on.browser();
        await browser.post(path, { name: 'ada' });
        assert.equal(await browser.who(), 'nobody');
        assert.deepEqual(await heard.facts(), []);
      });
    }

    it('a login for which the request did not wait is none', async () => {
      const gate = (await on.object<{ next(): Gate }>('gates')).next();
      await on.browser().post('/login-too-late', { name: 'ada' });
      await on.ended();
      gate.opened.resolve();
      assert.equal(await gate.late, 'session_unavailable');
      assert.deepEqual(await heard.facts(), []);
    });

    it('a login as somebody else is a login, and no logout', async () => {
      const browser = await on.browser().login('ada');
      await heard.take();
      await browser.login('alan');
      assert.equal(await browser.who(), 'alan');
      assert.deepEqual(await heard.facts(), [{ type: 'login', userId: 'alan' }]);
    });

    it('twenty logins at once are twenty', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `user-${index}`);
      await Promise.all(names.map(name => on.browser().login(name)));
      const facts = (await heard.facts()) as { type: string; userId: string }[];
      assert.deepEqual(new Set(facts.map(({ type }) => type)), new Set(['login']));
      assert.deepEqual(facts.map(({ userId }) => userId).sort(), names.sort());
    });

    it('a logout says whose', async () => {
      const ada = await on.browser().login('ada');
      await heard.take();
      await ada.post('/logout');
      assert.equal(await ada.who(), 'nobody');
      assert.deepEqual(await heard.facts(), [{ type: 'logout', userId: 'ada' }]);
    });

    it('a logout of a session from before logins had ids says whose', async () => {
      const eve = await on.browser().login('eve');
      const { stamp } = (await eve.get('/session')).json().passport as { stamp: string };
      const res = await on.app
        .httpRequest()
        .post('/session')
        .send({ passport: { user: 'grace', at: Date.now(), stamp } });
      const [cookie] = (res.headers['set-cookie'] as unknown as string[])[0].split(';');
      assert.equal(await eve.whoWith(cookie), 'grace');
      await heard.take();
      await on.browser().post('/logout', {}, { cookie });
      assert.equal(await eve.whoWith(cookie), 'nobody');
      assert.deepEqual(await heard.facts(), [{ type: 'logout', userId: 'grace' }]);
    });

    it('a logout of nobody is none', async () => {
      const browser = on.browser();
      assert.equal((await browser.post('/logout')).status, 200);
      await browser.post('/session', { cart: 'tea' });
      assert.equal((await browser.post('/logout')).status, 200);
      assert.deepEqual(await heard.facts(), []);
    });

    it('a logout after a login in the same request is one of who was there before', async () => {
      const browser = await on.browser().login('ada');
      await heard.take();
      await browser.post('/login-and-out', { name: 'alan' });
      assert.equal(await browser.who(), 'nobody');
      assert.deepEqual(await heard.facts(), [{ type: 'logout', userId: 'ada' }]);
    });

    it('a logout that cannot be written down is none', async () => {
      const ada = await on.browser().login('ada');
      await heard.take();
      const { records } = (on.app.passport as unknown as { sessionLogout: { parts: { ended: { records(): object } } } })
        .sessionLogout.parts.ended;
      mm(records(), 'set', async () => {
        throw new Error('the disk is full');
      });
      assert.equal((await ada.post('/logout')).status, 503);
      mm.restore();
      assert.equal(await ada.who(), 'ada');
      assert.deepEqual(await heard.facts(), []);
    });

    it('the end of all sessions of a user says whose', async () => {
      const ada = await on.browser().login('ada');
      await heard.take();
      await on.browser().post('/everywhere', { name: 'ada' });
      assert.equal(await ada.who(), 'nobody');
      assert.deepEqual(await heard.facts(), [{ type: 'sessionsEnded', reason: 'all', userId: 'ada' }]);
    });

    it('a session that an unknown stamp ends, and a user who is gone, are none', async () => {
      const accounts = await on.object<{ passwords: Map<string, number>; disabled: Set<string> }>('accounts');
      const [eve, bob] = [await on.browser().login('eve'), await on.browser().login('bob')];
      await heard.take();
      accounts.passwords.set('eve', 1);
      accounts.disabled.add('bob');
      assert.deepEqual([await eve.who(), await bob.who()], ['nobody', 'nobody']);
      assert.deepEqual(await heard.facts(), []);
    });
  });
}

describe('events of sessions in Redis', () => {
  let on: WithSessions;
  let heard: Heard;
  before(async () => {
    on = await withSessions('redis');
    heard = new Heard(on.app);
  });
  after(() => on.close());
  afterEach(() => mm.restore());

  it('the end of one session says whose', async () => {
    const [ada, other] = [await on.browser().login('ada'), await on.browser().login('ada')];
    const sessions = (await ada.get('/sessions')).json() as unknown as { id: string; current: boolean }[];
    const id = sessions.find(({ current }) => !current)?.id;
    await heard.take();
    assert.equal((await ada.post('/end-session', { id: String(id) })).text, 'true');
    assert.deepEqual([await ada.who(), await other.who()], ['ada', 'nobody']);
    assert.deepEqual(await heard.facts(), [{ type: 'sessionsEnded', reason: 'one', userId: 'ada' }]);
    assert.equal((await ada.post('/end-session', { id: String(id) })).text, 'false');
    assert.deepEqual(await heard.facts(), []);
  });

  it('a login that the store does not take is none', async () => {
    const { redis } = on.app as unknown as { redis: object };
    mm(redis, 'set', async () => {
      throw new Error('the store is full');
    });
    assert.equal((await on.browser().post('/login', { name: 'ada' })).status, 503);
    assert.deepEqual(await heard.facts(), []);
  });
});

describe('events of sessions in cookies', () => {
  let on: WithSessions;
  before(async () => {
    on = await withSessions('cookie');
  });
  after(() => on.close());

  it('a login that is too large for the cookie is none', async () => {
    const heard = new Heard(on.app);
    assert.equal((await on.browser().post('/login', { name: 'a'.repeat(9000) })).status, 500);
    assert.deepEqual(await heard.facts(), []);
  });
});
