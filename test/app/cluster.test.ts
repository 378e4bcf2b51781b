import assert from 'node:assert/strict';
import { Cluster } from '../support/Cluster';
import { Redis } from '../support/redis';
import { STORES } from '../support/sessionStores';

for (const store of STORES) {
  describe(`two workers under egg-cluster, with sessions in ${store}`, function () {
    this.timeout(120_000);
    let on: Cluster;
    let redis: Redis | undefined;
    const start = (): Promise<Cluster> => Cluster.start('cluster', redis && { TEST_REDIS_PORT: String(redis.port) });
    before(async () => {
      redis = store === 'redis' ? await Redis.start() : undefined;
      on = await start();
    });
    after(async () => {
      await on?.stop();
      await redis?.stop();
    });

    /** Whom every worker that serves finds by this cookie. */
    const who = async (cookie: string): Promise<string[]> => {
      const seen = new Map<number, string>();
      while (seen.size < 2) {
        const { pid, user } = await on.get('/me', cookie);
        seen.set(pid, user);
      }
      return [...seen.values()];
    };

    it('know a login that the other has made, and a logout at once, in every copy', async () => {
      const { cookie } = await on.post('/login', { name: 'ada' });
      assert.deepEqual(await who(cookie), ['ada', 'ada']);
      await on.post('/logout', {}, cookie);
      assert.deepEqual(await who(cookie), ['nobody', 'nobody']);
    });

    it('lose neither logins nor logouts when one of them is killed under load', async () => {
      const { cookie: ended } = await on.post('/login', { name: 'eve' });
      await on.post('/logout', {}, ended);
      const { cookie: alive } = await on.post('/login', { name: 'ada' });
      const killed = new Set([...(await on.workers(2))].slice(0, 1));
      const load = Array.from({ length: 40 }, (_, i) =>
        on.post('/login', { name: `user ${i}` }).then(
          answer => answer,
          () => undefined,
        ),
      );
      for (const pid of killed) process.kill(pid, 'SIGKILL');
      const answers = await Promise.all(load);
      // The one that is left, and the one that the master starts for the dead one.
      await on.workers(2, killed);
      assert.deepEqual(await who(alive), ['ada', 'ada']);
      assert.deepEqual(await who(ended), ['nobody', 'nobody']);
      let served = 0;
      for (const [i, answer] of answers.entries()) {
        if (!answer) continue;
        served++;
        assert.equal((await on.get('/me', answer.cookie)).user, `user ${i}`);
      }
      assert.ok(served > 0);
    });

    it('lose neither in a rolling restart under load: each of them ends and another one takes its place', async () => {
      const { cookie: ended } = await on.post('/login', { name: 'eve' });
      await on.post('/logout', {}, ended);
      const { cookie: alive } = await on.post('/login', { name: 'ada' });
      const old = await on.workers(2);
      const answers: { name: string; cookie: string; user: string }[] = [];
      const over = new AbortController();
      const load = Array.from({ length: 2 }, async (_, client) => {
        for (let i = 0; !over.signal.aborted; i++) {
          const name = `user ${client} ${i}`;
          const answer = await on.post('/login', { name }).catch(() => undefined);
          if (answer) answers.push({ ...answer, name });
        }
      });
      try {
        for (const [i, pid] of [...old].entries()) {
          process.kill(pid, 'SIGTERM');
          // The other one, or its successor, and the successor of this one.
          await on.workers(2, new Set([...old].slice(0, i + 1)));
          assert.deepEqual(await who(alive), ['ada', 'ada']);
        }
      } finally {
        over.abort();
        await Promise.all(load);
      }
      const now = await on.workers(2);
      assert.ok([...now].every(pid => !old.has(pid)));
      assert.deepEqual(await who(alive), ['ada', 'ada']);
      assert.deepEqual(await who(ended), ['nobody', 'nobody']);
      assert.ok(answers.length > 0);
      for (const { name, user, cookie } of answers) {
        assert.equal(user, name);
        assert.equal((await on.get('/me', cookie)).user, name);
      }
    });

    it('and those that start later know what was ended before', async () => {
      const { cookie: ended } = await on.post('/login', { name: 'eve' });
      const { cookie: alive } = await on.post('/login', { name: 'ada' });
      await on.post('/logout', {}, ended);
      await on.stop();
      on = await start();
      assert.deepEqual(await who(ended), ['nobody', 'nobody']);
      assert.deepEqual(await who(alive), ['ada', 'ada']);
    });
  });
}
