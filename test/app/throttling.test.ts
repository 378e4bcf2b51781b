import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import mm from 'egg-mock';
import { COUNT_STORES, startThrottled, type Throttled } from '../support/throttled';

const MINUTES = 60_000;
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** So many guesses, one after the other: their statuses. */
async function guesses(on: Throttled, count: number, name: string, path?: string): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i++) statuses.push(await on.guess(name, 'wrong', path));
  return statuses;
}

for (const store of COUNT_STORES) {
  describe(`a throttled login, counts in ${store}`, () => {
    let on: Throttled;
    beforeEach(async () => {
      on = await startThrottled({ store });
    });
    afterEach(async () => {
      mm.restore();
      await on.close();
    });

    /** The counts' time is over. */
    async function over(): Promise<void> {
      if (store === 'memory') {
        const { now } = Date;
        mm(Date, 'now', () => now() + 15 * MINUTES);
        return;
      }
      const { redis } = on.app as unknown as {
        redis: Record<'keys' | 'pttl' | 'pexpire', (...args: unknown[]) => never>;
      };
      const keys: string[] = await redis.keys('*');
      assert.ok(keys.length);
      for (const key of keys) {
        const left: number = await redis.pttl(key);
        assert.ok(left > 14 * MINUTES && left <= 15 * MINUTES, `${key} lasts ${left} ms`);
        await redis.pexpire(key, -1);
      }
    }

    it('takes five attempts; the sixth is 429 before its password is looked at', async () => {
      assert.deepEqual(
        await guesses(on, 5, 'ada'),
        times(5, () => 401),
      );
      const browser = on.browser();
      const page = await browser.post('/login', { username: 'ada', password: 'right' });
      assert.equal(page.status, 429);
      assert.deepEqual([page.json().code, page.json().message], ['throttled', 'Too many attempts to log in']);
      const wait = Number(page.headers.get('retry-after'));
      assert.ok(Number.isInteger(wait) && wait > 14 * 60 && wait <= 15 * 60, String(wait));
      assert.deepEqual(page.headers.getSetCookie(), []);
      assert.equal((await browser.get('/me')).status, 401);
      assert.deepEqual(
        await on.guesses(),
        times(5, () => 'wrong'),
      );
    });

    it('counts twenty attempts at once as twenty: five reach the strategy', async () => {
      const statuses = await Promise.all(times(20, i => on.guess('ada', `guess ${i}`, '/by-account')));
      assert.equal(statuses.filter(status => status === 401).length, 5);
      assert.equal(statuses.filter(status => status === 429).length, 15);
      assert.equal((await on.guesses()).length, 5);
      assert.equal(await on.guess('ada', 'right', '/by-account'), 429);
    });

    it('lets everybody try again when its time is over', async () => {
      await guesses(on, 6, 'ada');
      await over();
      assert.deepEqual(await guesses(on, 6, 'ada'), [401, 401, 401, 401, 401, 429]);
    });

    it('begins anew for an account that has logged in', async () => {
      await guesses(on, 4, 'ada', '/by-account');
      const ada = on.browser();
      assert.equal((await ada.post('/by-account', { username: 'ada', password: 'right' })).status, 200);
      assert.equal((await ada.get('/me')).text, 'ada');
      assert.deepEqual(await guesses(on, 6, 'ada', '/by-account'), [401, 401, 401, 401, 401, 429]);
    });

    it('does not begin anew for what others have done, and logins of others free no account', async () => {
      await guesses(on, 5, 'ada', '/by-account');
      assert.equal(await on.guess('eve', 'right', '/by-account'), 200);
      assert.equal(await on.guess('ada', 'right', '/by-account'), 429);
    });

    it('a right attempt clears the wrong ones that were made beside it, and opens nothing before it is right', async () => {
      const open = await on.hold();
      const wrong = times(4, () => on.guess('ada', 'wrong', '/by-account'));
      const right = on.guess('ada', 'right', '/by-account');
      while ((await on.guesses()).length < 5) await setImmediate();
      assert.equal(await on.guess('ada', 'right', '/by-account'), 429);
      open();
      assert.deepEqual(await Promise.all([...wrong, right]), [401, 401, 401, 401, 200]);
      assert.deepEqual(await guesses(on, 6, 'ada', '/by-account'), [401, 401, 401, 401, 401, 429]);
    });

    it('costs an address nothing for logins that succeed, however many', async () => {
      for (const name of times(10, i => `user${i}`)) assert.equal(await on.guess(name, 'right', '/by-both'), 200);
      for (const name of ['a', 'b', 'c']) assert.equal(await on.guess(name, 'wrong', '/by-both'), 401);
      assert.equal(await on.guess('d', 'right', '/by-both'), 429);
    });

    it('a login that succeeds gives an address back its own point only', async () => {
      for (const name of ['a', 'b']) assert.equal(await on.guess(name, 'wrong', '/by-both'), 401);
      assert.equal(await on.guess('eve', 'right', '/by-both'), 200);
      assert.equal(await on.guess('c', 'wrong', '/by-both'), 401);
      assert.equal(await on.guess('eve', 'right', '/by-both'), 429);
    });

    it('an address that is locked locks no account', async () => {
      for (const name of ['a', 'b', 'c']) await on.guess(name, 'wrong', '/by-both');
      assert.deepEqual(
        await guesses(on, 6, 'ada', '/by-both'),
        times(6, () => 429),
      );
      assert.equal(await on.guess('ada', 'right', '/by-account'), 200);
    });

    it('an account that is locked locks no address', async () => {
      const throttle = { points: { account: 1, ip: 3 }, duration: '15m' as const };
      on.app.post('/strict', on.app.passport.authenticate('local', { throttle }) as never);
      assert.deepEqual(await guesses(on, 6, 'ada', '/strict'), [401, 429, 429, 429, 429, 429]);
      assert.equal(await on.guess('eve', 'wrong', '/strict'), 401);
    });

    it('takes all ways to write an account for one', async () => {
      const ways = ['ada', 'ADA', '  ada ', 'ａｄａ', 'a\u200bda'];
      for (const name of ways) assert.equal(await on.guess(name, 'wrong', '/by-account'), 401);
      for (const name of ways) assert.equal(await on.guess(name, 'right', '/by-account'), 429);
    });

    it('answers alike for accounts that are there and that are not', async () => {
      const answers = [];
      for (const name of ['ada', 'nobody at all']) {
        await guesses(on, 5, name, '/by-account');
        const page = await on.browser().post('/by-account', { username: name, password: 'wrong' });
        const headers = Object.fromEntries(page.headers);
        assert.ok(Number(headers['retry-after']) > 14 * 60);
        for (const own of ['date', 'retry-after', 'x-readtime']) delete headers[own];
        answers.push({ status: page.status, text: page.text, headers });
      }
      assert.deepEqual(answers[0], answers[1]);
      assert.equal(answers[0].status, 429);
    });

    it('counts no request that holds no credentials, and none of the wrong type', async () => {
      const bodies = [
        {},
        { username: 'ada' },
        { username: 'ada', password: ['a', 'b'] },
        { username: { a: 1 }, password: 'x' },
      ];
      for (const body of [...bodies, ...bodies]) {
        await on.app.httpRequest().post('/login').send(body).expect(400);
      }
      assert.equal(await on.guess('ada', 'right'), 200);
      assert.deepEqual(await on.guesses(), ['right']);
    });

    it('keeps what an error has cost: whoever provokes one learns of no password', async () => {
      for (const _ of times(5, () => 0)) assert.equal(await on.guess('ada', 'break', '/by-account'), 500);
      assert.equal(await on.guess('ada', 'right', '/by-account'), 429);
    });

    it('is 429 for browsers too, and sends nobody to the form', async () => {
      const HTML = { Accept: 'text/html' };
      for (const _ of times(5, () => 0)) assert.equal(await on.guess('ada', 'wrong', '/page', HTML), 302);
      const page = await on.browser().post('/page', { username: 'ada', password: 'right' }, HTML);
      assert.deepEqual([page.status, page.location], [429, null]);
      assert.ok(Number(page.headers.get('retry-after')) > 0);
    });

    it('is told as an event, which names no account', async () => {
      const told = new Promise<object>(resolve => void on.app.passport.events.on('throttled', resolve));
      await guesses(on, 6, 'ada', '/by-account');
      const { at, ip, retryAfter, ...event } = (await told) as Record<string, unknown>;
      assert.ok(typeof at === 'number' && typeof retryAfter === 'number' && retryAfter > 14 * MINUTES);
      assert.equal(ip, '127.0.0.1');
      assert.doesNotMatch(JSON.stringify(event), /ada/);
      assert.deepEqual([event.type, event.reason, event.strategy], ['throttled', 'account', 'local']);
    });

    it('is inherited with its method', async () => {
      assert.deepEqual(await guesses(on, 6, 'ada', '/inherited'), [401, 401, 401, 401, 401, 429]);
    });

    it('asks the application which account is meant, and counts together where it does not know', async () => {
      assert.deepEqual(await guesses(on, 6, 'ada', '/by-phone'), [401, 401, 401, 401, 401, 429]);
      assert.equal(await on.guess('eve', 'right', '/by-phone'), 200);
    });

    it('counts by address alone where nothing says which account is meant', async () => {
      const headers = (key: string): Record<string, string> => ({ 'x-api-key': key });
      for (const i of times(5, n => n)) assert.equal(await on.guess('', '', '/by-key', headers(`wrong ${i}`)), 401);
      assert.equal(await on.guess('', '', '/by-key', headers('right')), 429);
    });

    it('costs nothing for logins that succeed with the second of several strategies', async () => {
      const phone = (pin: string, path: string) => on.browser().post(path, { phone: 'ada', pin });
      for (const path of ['/either', '/either-by-phone']) {
        for (const _ of times(8, () => 0)) assert.equal((await phone('right', path)).status, 200);
      }
      const tries = [...times(4, () => 'wrong'), 'right', ...times(5, () => 'wrong'), 'right'];
      const statuses = [];
      for (const pin of tries) statuses.push((await phone(pin, '/either-by-phone')).status);
      // 400: the fields of the other strategy are missing.
      assert.deepEqual(statuses, [400, 400, 400, 400, 200, 400, 400, 400, 400, 400, 429]);
    });

    it('is one count for an address, in whatever order logins name the strategy', async () => {
      const guess = (name: string, path: string) => on.browser().post(path, { username: name, password: 'wrong' });
      for (const i of times(5, n => n)) assert.equal((await guess(`user${i}`, '/either-way')).status, 400);
      assert.equal((await guess('ada', '/login')).status, 429);
    });

    it('of several strategies counts each account that they look at, and a guess beside a right login too', async () => {
      const both = (username: string, password: string, phone: string, pin: string) =>
        on.browser().post('/either', { username, password, phone, pin });
      // With a right pin of one's own, one password a request of somebody else's.
      for (const i of times(5, n => n)) assert.equal((await both('ada', `guess ${i}`, 'eve', 'right')).status, 200);
      assert.equal((await both('ada', 'right', 'eve', 'right')).status, 429);
      assert.deepEqual((await on.guesses()).filter(guess => guess.startsWith('guess')).length, 5);
    });
  });
}
