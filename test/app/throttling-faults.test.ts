import assert from 'node:assert/strict';
import mm from 'egg-mock';
import type { Page } from '../support/Browser';
import { HTML, JSON_ONLY } from '../support/running';
import { startThrottled, type Throttled, type ThrottledOptions } from '../support/throttled';

const LEAKS = /127\.0\.0\.1|ECONN|ioredis|node_modules|stack|\bat \/|agent|redis/i;
const RIGHT = { username: 'ada', password: 'right' };

interface Fault extends ThrottledOptions {
  begin(on: Throttled): unknown;
  end(on: Throttled): unknown;
}

/** Of egg-mock's: what an application and its agent say to each other. */
interface Messenger {
  sendToAgent(...message: unknown[]): unknown;
  on(action: string, listener: () => void): void;
}
const messengerOf = (on: Throttled): Messenger => (on.app as unknown as { messenger: Messenger }).messenger;

const silence = (on: Throttled): void => {
  const messenger = messengerOf(on);
  mm(messenger, 'sendToAgent', () => messenger);
};

/** What the agent gets too late. */
const held: unknown[][] = [];
const hold = (on: Throttled): void => {
  mm(messengerOf(on), 'sendToAgent', (...message: unknown[]) => void held.push(message));
};
/** Now it gets them; until it has answered them, and all that follows from its answers. */
const release = (on: Throttled): Promise<void> => {
  mm.restore();
  const messenger = messengerOf(on);
  const send = messenger.sendToAgent.bind(messenger);
  let open = 0;
  mm(messenger, 'sendToAgent', (...message: unknown[]) => {
    open++;
    return send(...message);
  });
  return new Promise(resolve => {
    messenger.on('tegg-passport:counted', () => {
      open--;
      // Whoever waited for the answer has its turn before.
      setImmediate(() => open || resolve());
    });
    for (const message of held.splice(0)) messenger.sendToAgent(...message);
  });
};

const FAULTS: Record<string, Fault> = {
  'a Redis that is down': { store: 'redis', begin: on => on.redis?.stop(), end: on => on.redis?.up() },
  'a Redis that answers nothing': { store: 'redis', begin: on => on.redis?.pause(), end: on => on.redis?.resume() },
  'an agent that answers nothing': { begin: silence, end: () => mm.restore() },
  'an agent that answers late': { begin: hold, end: release },
};

function assertUnavailable(page: Page): void {
  assert.equal(page.status, 503, page.text);
  assert.equal(page.headers.get('retry-after'), '5');
  assert.doesNotMatch(page.text, LEAKS);
  assert.deepEqual(page.headers.getSetCookie(), []);
}

for (const [name, { begin, end, ...options }] of Object.entries(FAULTS)) {
  describe(name, () => {
    let on: Throttled;
    const boot = async (more = ''): Promise<void> => {
      on = await startThrottled({ ...options, passport: `session: { ${more} }`, options: { env: 'prod' } });
    };
    /** The statuses of so many guesses at once. */
    const atOnce = (count: number, account: string): Promise<number[]> =>
      Promise.all(Array.from({ length: count }, () => on.guess(account, 'wrong', '/by-account')));
    afterEach(async () => {
      mm.restore();
      await on.close();
    });

    /** Asks until it counts again: how long a client takes to connect is its own affair. */
    async function counting(): Promise<void> {
      const { redis } = on.app as unknown as { redis?: { ping(): Promise<string> } };
      await redis?.ping();
    }

    it('lets nobody try: 503 with the time of the next try, and no password is looked at', async () => {
      await boot();
      await begin(on);
      const asked = [JSON_ONLY, HTML].flatMap(headers =>
        ['/login', '/page'].map(path => on.browser().post(path, RIGHT, headers)),
      );
      for (const page of await Promise.all(asked)) assertUnavailable(page);
      assert.deepEqual(await on.guesses(), []);
      await end(on);
      await counting();
      const ada = on.browser();
      assert.equal((await ada.post('/by-account', RIGHT)).status, 200);
      assert.equal((await ada.get('/me')).text, 'ada');
    });

    it('takes nothing for attempts that nobody looked at, when it counts them after all', async () => {
      await boot();
      await begin(on);
      assert.deepEqual(await atOnce(8, 'ada'), Array(8).fill(503));
      await end(on);
      await counting();
      assert.equal(await on.guess('ada', 'right', '/by-account'), 200);
    });

    it("with onStoreFailure: 'nobody' lets everybody try, and says so once", async () => {
      await boot(`onStoreFailure: 'nobody'`);
      const said: unknown[] = [];
      mm(on.app.coreLogger, 'error', (err: Error) => {
        if (/cannot be counted/.test(String(err))) said.push(err);
      });
      await begin(on);
      assert.deepEqual(await atOnce(6, 'eve'), Array(6).fill(401));
      const ada = on.browser();
      assert.equal((await ada.post('/by-account', RIGHT)).status, 200);
      assert.equal((await ada.get('/me')).text, 'ada');
      assert.equal(said.length, 1);
      await end(on);
      await counting();
      const statuses = [];
      for (let i = 0; i < 6; i++) statuses.push(await on.guess('alan', 'wrong', '/by-account'));
      assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
    });
  });
}

describe('an agent that cannot count', () => {
  let on: Throttled;
  before(async () => {
    on = await startThrottled();
  });
  after(() => on.close());
  afterEach(() => mm.restore());

  it('says so at once: 503', async () => {
    const { RateLimiterMemory } = require('rate-limiter-flexible') as typeof import('rate-limiter-flexible');
    mm(RateLimiterMemory.prototype, 'penalty', () => Promise.reject(new Error('broken')));
    assertUnavailable(await on.browser().post('/login', RIGHT));
  });
});
