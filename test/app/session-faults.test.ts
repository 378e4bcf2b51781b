import assert from 'node:assert/strict';
import type { Page } from '../support/Browser';
import { STORES, withSessions, type StoreName, type WithSessions } from '../support/sessionStores';

const LEAKS = /127\.0\.0\.1|ECONN|ioredis|node_modules|stack|\bat \//;

/** 503, with the time of the next try, and nothing of the inside. */
function assertUnavailable(page: Page): void {
  assert.equal(page.status, 503, page.text);
  assert.equal(page.headers.get('retry-after'), '5');
  assert.doesNotMatch(page.text, LEAKS);
  assert.deepEqual(page.headers.getSetCookie(), []);
}

/** As it is in production: nothing of the inside is shown. */
const booted = (store: StoreName, more = ''): Promise<WithSessions> =>
  withSessions(store, `passport: { session: { timeout: 200, ${more} } }`, { env: 'prod' });

describe('a Redis that', () => {
  const FAULTS = {
    'is down': { begin: (on: WithSessions) => on.redis?.stop(), end: (on: WithSessions) => on.redis?.up() },
    'answers nothing': {
      begin: (on: WithSessions) => on.redis?.pause(),
      end: (on: WithSessions) => on.redis?.resume(),
    },
  };

  for (const [fault, { begin, end }] of Object.entries(FAULTS)) {
    describe(fault, () => {
      let on: WithSessions;
      // What was in a Redis that was down is lost: it keeps nothing on disk here.
      const after = fault === 'is down' ? 'nobody' : 'ada';
      afterEach(() => on.close());

      it('is 503 to whoever has a session, and nothing to whoever has none; then everybody is back', async () => {
        on = await booted('redis');
        const ada = await on.browser().login('ada');
        await begin(on);
        assert.equal((await on.browser().get('/open')).text, 'open');
        assert.equal((await on.browser().get('/me')).status, 401);
        for (const path of ['/open', '/me', '/who']) assertUnavailable(await ada.get(path));
        assertUnavailable(await ada.get('/me', { Accept: 'text/html' }));
        assertUnavailable(await on.browser().post('/login', { name: 'alan' }));
        assertUnavailable(await on.browser().post('/login', { name: 'alan' }, { Accept: 'text/html' }));
        assertUnavailable(await ada.post('/logout'));
        await end(on);
        await answering(on);
        assert.equal(await ada.who(), after);
        assert.equal(await (await on.browser().login('alan')).who(), 'alan');
      });

      it("with onStoreFailure: 'nobody' is 503 on guarded pages only, and no cookie is lost", async () => {
        on = await booted('redis', `onStoreFailure: 'nobody'`);
        const ada = await on.browser().login('ada');
        await begin(on);
        for (const path of ['/who', '/open']) {
          const page = await ada.get(path);
          assert.equal(page.text, path === '/who' ? 'nobody' : 'open');
          assert.deepEqual(page.headers.getSetCookie(), []);
        }
        assertUnavailable(await ada.get('/me'));
        // What the page writes would hide the session that cannot be read.
        assertUnavailable(await ada.post('/session', { cart: 'tea' }));
        await end(on);
        await answering(on);
        assert.equal(await ada.who(), after);
      });
    });
  }

  it('answers nothing, as everything is set by default, is 503 on a guarded page within two seconds', async () => {
    const on = await withSessions('redis', '', { env: 'prod' });
    try {
      const ada = await on.browser().login('ada');
      on.redis?.pause();
      const headers = { cookie: ada.cookies(), accept: 'application/json' };
      const res = await fetch(`${on.origin}/me`, { headers, signal: AbortSignal.timeout(2000) });
      assert.deepEqual([res.status, res.headers.get('retry-after')], [503, '5']);
      on.redis?.resume();
      await answering(on);
      assert.equal(await ada.who(), 'ada');
    } finally {
      await on.close();
    }
  });

  /** Asks until the store answers: how long a client takes to connect again is its own affair. */
  async function answering(on: WithSessions): Promise<void> {
    const { redis } = on.app as unknown as { redis: { ping(): Promise<string> } };
    await redis.ping();
  }
});

for (const store of STORES) {
  describe(`deserializeUser, with sessions in ${store}`, () => {
    let on: WithSessions;
    before(async () => {
      on = await booted(store);
    });
    after(() => on.close());

    const FAILURES: Record<string, () => unknown> = {
      throws: () => {
        throw new Error('the database at 127.0.0.1 is down');
      },
      hangs: () => new Promise(() => {}),
    };
    for (const [name, failure] of Object.entries(FAILURES)) {
      it(`that ${name} is 503, and the session stays`, async () => {
        const ada = await on.browser().login('ada');
        const accounts = await on.object<{ failure?: () => unknown }>('accounts');
        accounts.failure = failure;
        try {
          for (const path of ['/me', '/who']) assertUnavailable(await ada.get(path));
          assert.equal((await on.browser().get('/open')).text, 'open');
        } finally {
          accounts.failure = undefined;
        }
        assert.equal(await ada.who(), 'ada');
      });
    }

    it('that answers nobody logs out: 401 on guarded pages, and a new login works', async () => {
      const ada = await on.browser().login('ada');
      const { disabled } = await on.object<{ disabled: Set<string> }>('accounts');
      disabled.add('ada');
      assert.equal((await ada.get('/me')).status, 401);
      disabled.delete('ada');
      assert.equal(await (await ada.login('ada')).who(), 'ada');
    });
  });
}

for (const store of STORES) {
  describe(`deserializeUser, with sessions in ${store} and onStoreFailure: 'nobody'`, () => {
    let on: WithSessions;
    before(async () => {
      on = await booted(store, `onStoreFailure: 'nobody'`);
    });
    after(() => on.close());

    it('that throws is nobody on open pages, and 503 on guarded ones', async () => {
      const ada = await on.browser().login('ada');
      const accounts = await on.object<{ failure?: () => unknown }>('accounts');
      accounts.failure = () => {
        throw new Error('the database is down');
      };
      assert.equal(await ada.who(), 'nobody');
      assertUnavailable(await ada.get('/me'));
      accounts.failure = undefined;
      assert.equal(await ada.who(), 'ada');
    });
  });
}
