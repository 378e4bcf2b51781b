import assert from 'node:assert/strict';
import type { MockApplication } from 'egg-mock';
import { boot } from '../support/boot';
import { Browser } from '../support/Browser';
import { Cluster } from '../support/Cluster';
import { forkApp } from '../support/fork';
import type { Listening } from '../support/listen';

const WRONG = (username: string): Record<string, string> => ({ username, password: 'wrong' });
const RIGHT = (username: string): Record<string, string> => ({ username, password: 'right' });

describe('two workers that throttle logins', function () {
  this.timeout(60_000);
  let on: Cluster;
  before(async () => {
    on = await Cluster.start('throttled');
  });
  after(() => on.stop());

  const post = (form: Record<string, string>): Promise<number> =>
    on.post('/login.json', form).then(({ status }) => status);

  it('share their counts: of twenty attempts at once five are made', async () => {
    await on.workers(2);
    const statuses = await Promise.all(Array.from({ length: 20 }, () => post(WRONG('ada'))));
    assert.equal(statuses.filter(status => status === 401).length, 5);
    assert.equal(statuses.filter(status => status === 429).length, 15);
    // Each over a connection of its own, which any worker may get.
    for (let i = 0; i < 8; i++) assert.equal(await post(RIGHT('ada')), 429);
  });

  it('lose no count when one of them is killed, and whoever starts in its place knows it', async () => {
    for (let i = 0; i < 5; i++) assert.equal(await post(WRONG('eve')), 401);
    const killed = new Set([...(await on.workers(2))].slice(0, 1));
    for (const pid of killed) process.kill(pid, 'SIGKILL');
    await on.workers(2, killed);
    for (let i = 0; i < 8; i++) assert.equal(await post(RIGHT('eve')), 429);
  });

  it('see a count that the other has cleared', async () => {
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) assert.equal(await post(WRONG('alan')), 401);
      const { status, user, cookie } = await on.post('/login.json', RIGHT('alan'));
      assert.deepEqual([status, user], [200, 'alan']);
      assert.equal((await on.get('/me', cookie)).user, 'alan');
    }
  });
});

describe('one process that is agent and worker', () => {
  let site: Listening;
  before(async () => {
    site = await forkApp('throttled');
  });
  after(() => site.close());

  it('throttles logins', async () => {
    const post = async (form: Record<string, string>): Promise<number> =>
      (await new Browser().post(`${site.origin}/login.json`, form)).status;
    const statuses = await Promise.all(Array.from({ length: 20 }, () => post(WRONG('ada'))));
    assert.deepEqual(statuses.sort(), [...Array<number>(5).fill(401), ...Array<number>(15).fill(429)]);
    assert.equal(await post(RIGHT('ada')), 429);
    assert.equal(await post(RIGHT('eve')), 200);
  });
});

describe('an application without tegg', () => {
  let app: MockApplication;
  before(async () => {
    app = await boot('throttled');
  });
  after(() => app.close());

  const post = (path: string, form: object): Promise<number> =>
    app
      .httpRequest()
      .post(path)
      .send(form)
      .then(({ status }) => status);

  it('throttles every login with a password as config.passport.throttle says, but for those that say false', async () => {
    for (let i = 0; i < 5; i++) assert.equal(await post('/login.json', WRONG('ada')), 401);
    assert.equal(await post('/login.json', RIGHT('ada')), 429);
    for (let i = 0; i < 8; i++) assert.equal(await post('/free.json', WRONG('ada')), 401);
    assert.equal(await post('/free.json', RIGHT('ada')), 200);
  });
});
