import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Browser, type Page } from '../support/Browser';
import { forkApp } from '../support/fork';
import type { Listening } from '../support/listen';
import { startOAuthSite } from '../support/oauthSite';
import { Redis } from '../support/redis';
import { STORES } from '../support/sessionStores';
import { startStandIn, type StandIn } from '../support/standIn';

const PROCESSES = 2;
const json = { accept: 'application/json' };

for (const store of STORES) {
  describe(`a login at a provider that has begun, with sessions in ${store} and two processes:`, () => {
    let provider: StandIn;
    let redis: Redis | undefined;
    let dir: string;
    let sites: Listening[] = [];
    before(async () => {
      provider = await startStandIn();
      dir = mkdtempSync(join(tmpdir(), 'tegg-passport-'));
      redis = store === 'redis' ? await Redis.start() : undefined;
      const env = {
        TEST_PROVIDER: JSON.stringify(provider.options),
        TEST_ENDED_DIR: dir,
        ...(redis && { TEST_REDIS_PORT: String(redis.port) }),
      };
      sites = await Promise.all(Array.from({ length: PROCESSES }, () => forkApp('cluster', env)));
    });
    after(async () => {
      await Promise.all(sites.map(site => site.close()));
      await redis?.stop();
      await provider.close();
      rmSync(dir, { recursive: true });
    });
    beforeEach(() => {
      provider.asked.length = 0;
    });

    /** Begins a login at the first process: the cookies and the callback that all of them get. */
    const begin = async (): Promise<{ cookie: string; callback: string }> => {
      const browser = new Browser();
      const away = await browser.get(`${sites[0].origin}/passport/github`);
      const { searchParams } = new URL(String(away.location));
      const callback = `/passport/github/callback?code=of-ada&state=${String(searchParams.get('state'))}`;
      return { cookie: browser.cookieHeader(sites[0].origin), callback };
    };
    /** A browser with these cookies comes back to one of the processes. */
    const comeBack = async (process: number, { cookie, callback }: { cookie: string; callback: string }) => {
      const browser = new Browser();
      const page = await browser.get(sites[process].origin + callback, { ...json, cookie });
      return { browser, page, who: () => userOf(browser, process) };
    };
    const userOf = async (browser: Browser, process: number): Promise<unknown> =>
      (await browser.get(`${sites[process].origin}/me`)).json().user;
    const assertRefused = (page: Page): void =>
      assert.deepEqual([page.status, page.json().code], [401, 'state_invalid'], page.text);

    it('of the same callback sent to all of them many times at once, one logs in', async () => {
      const begun = await begin();
      const all = await Promise.all(Array.from({ length: 30 }, (_, i) => comeBack(i % PROCESSES, begun)));
      const [winner, ...others] = all.filter(({ page }) => page.status === 302);
      assert.equal(others.length, 0);
      for (const { page } of all) if (page !== winner.page) assertRefused(page);
      assert.equal(provider.asked.filter(({ path }) => path === '/token').length, 1);
      const users = await Promise.all(all.map(({ who }) => who()));
      assert.deepEqual(
        users.filter(user => user !== 'nobody'),
        ['ada'],
      );
    });

    it('is not taken again by another process, whenever a copy of the cookie is brought', async () => {
      const begun = await begin();
      const first = await comeBack(0, begun);
      assert.equal(await first.who(), 'ada');
      provider.asked.length = 0;
      for (const process of [1, 0, 1]) {
        const copy = await comeBack(process, begun);
        assertRefused(copy.page);
        assert.equal(await copy.who(), 'nobody');
      }
      assert.deepEqual(provider.asked, []);
      assert.equal(await first.who(), 'ada');
    });

    it('of several each is taken by whichever process it comes back to', async () => {
      for (const process of [1, 0, 1]) assert.equal(await (await comeBack(process, await begin())).who(), 'ada');
    });
  });
}

describe('a login at a provider that comes back while it cannot be written down that it does', () => {
  const assertUnavailable = (page: Page): void => {
    assert.deepEqual([page.status, page.json().code], [503, 'login_unavailable'], page.text);
    assert.ok(page.headers.get('retry-after'));
  };
  it('in a folder is 503, and the next try logs in', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tegg-passport-'));
    const file = join(dir, 'a-file');
    const site = await startOAuthSite({ more: () => `passport: { session: { endedDir: '${file}' } },` });
    try {
      const browser = new Browser();
      const { state } = await site.start(browser);
      writeFileSync(file, '');
      assertUnavailable(await site.back(browser, { code: 'of-ada', state }));
      assert.deepEqual(site.provider.asked, []);
      rmSync(file);
      assert.equal((await site.back(browser, { code: 'of-ada', state })).status, 302);
      assert.equal(await site.userOf(browser), 'ada');
    } finally {
      await site.close();
      rmSync(dir, { recursive: true });
    }
  });

  for (const onStoreFailure of ['fail', 'nobody']) {
    it(`in Redis is 503, and the next try logs in; with onStoreFailure: '${onStoreFailure}'`, async () => {
      const session = `{ timeout: 200, onStoreFailure: '${onStoreFailure}' }`;
      const site = await startOAuthSite({ store: 'redis', more: () => `passport: { session: ${session} },` });
      try {
        const browser = new Browser();
        const { state } = await site.start(browser);
        site.redis?.pause();
        assertUnavailable(await site.back(browser, { code: 'of-ada', state }));
        assert.deepEqual(site.provider.asked, []);
        site.redis?.resume();
        await (site.app as unknown as { redis: { ping(): Promise<string> } }).redis.ping();
        assert.equal((await site.back(browser, { code: 'of-ada', state })).status, 302);
        assert.equal(await site.userOf(browser), 'ada');
      } finally {
        site.redis?.resume();
        await site.close();
      }
    });
  }
});
