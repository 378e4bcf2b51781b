import assert from 'node:assert/strict';
import { Cluster } from '../support/Cluster';

describe('two workers under egg-cluster', function () {
  this.timeout(60_000);
  let on: Cluster;
  before(async () => {
    on = await Cluster.start('cluster');
  });
  after(() => on.stop());

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

  it('and those that start later know what was ended before', async () => {
    const { cookie: ended } = await on.post('/login', { name: 'eve' });
    const { cookie: alive } = await on.post('/login', { name: 'ada' });
    await on.post('/logout', {}, ended);
    await on.stop();
    on = await Cluster.start('cluster');
    assert.deepEqual(await who(ended), ['nobody', 'nobody']);
    assert.deepEqual(await who(alive), ['ada', 'ada']);
  });
});
