import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Countable } from '#src/passport/throttle/Counts';
import { BoundedCounts } from '#src/passport/throttle/BoundedCounts';
import { CountsAtAgent } from '#src/passport/throttle/CountsAtAgent';
import { LimiterCounts } from '#src/passport/throttle/LimiterCounts';
import mm from 'egg-mock';

const MOST = 20;
const counted = (name: string): Countable => ({ name, points: 2, seconds: 900 });

function memory(): { limiter: RateLimiterMemory; counts: BoundedCounts } {
  const limiter = new RateLimiterMemory({ points: 1, duration: 1, keyPrefix: '' });
  return { limiter, counts: new BoundedCounts(new LimiterCounts(limiter), MOST) };
}

describe('LimiterCounts', () => {
  it('saves nothing up: what is given back after its time counts for nothing', async () => {
    const counts = new LimiterCounts(new RateLimiterMemory({ points: 1, duration: 1 }));
    await counts.giveBack(counted('ada'));
    assert.equal((await counts.add(counted('ada'))).count, 1);
  });
});

describe('CountsAtAgent', () => {
  it('forgets what an agent that has died was asked, and takes no answer for another worker', async () => {
    const messenger = Object.assign(new EventEmitter(), { sendToAgent: () => {} });
    const counts = new CountsAtAgent(messenger as never, 5);
    // Its own timer keeps no process.
    const keep = setInterval(() => {}, 1000);
    const answer = (asker: unknown): void => void messenger.emit('tegg-passport:counted', { asker, id: 1, count: 1 });
    try {
      const asked = counts.add(counted('ada'));
      answer('another worker');
      await assert.rejects(asked, /does not answer/);
      answer((counts as unknown as { asker: string }).asker);
    } finally {
      clearInterval(keep);
    }
  });
});

describe('BoundedCounts', () => {
  afterEach(() => mm.restore());

  it('a flood of other names frees no name whose points are used up', async () => {
    const { counts, limiter } = memory();
    for (const _ of [1, 2]) await counts.add(counted('ada'));
    for (let i = 0; i < 5000; i++) await counts.add(counted(`flood ${i}`));
    assert.equal((await counts.add(counted('ada'))).count, 3);
    assert.ok(limiter.dump().storage.length <= MOST);
  });

  it('stays bounded when all names are locked, and then locks new ones too, not fewer', async () => {
    const { counts, limiter } = memory();
    for (let i = 0; i < MOST; i++) for (const _ of [1, 2]) await counts.add(counted(`locked ${i}`));
    for (let i = 0; i < 100_000; i++) await counts.add(counted(`flood ${i}`));
    // Names share counts by their last two characters.
    assert.ok(limiter.dump().storage.length <= MOST + 110);
    for (let i = 0; i < MOST; i++) assert.equal((await counts.add(counted(`locked ${i}`))).count, 3);
    const { count } = await counts.add(counted('somebody 42'));
    assert.ok(count > 2);
    // Nobody clears for others.
    await counts.clear(counted('somebody 42'));
    assert.equal((await counts.add(counted('somebody 42'))).count, count);
  });

  it('has room again when the time of locked names is over', async () => {
    const { counts } = memory();
    for (let i = 0; i < MOST; i++) for (const _ of [1, 2]) await counts.add(counted(`locked ${i}`));
    const { now } = Date;
    mm(Date, 'now', () => now() + 901_000);
    assert.equal((await counts.add(counted('somebody'))).count, 1);
    assert.equal((await counts.add(counted('somebody'))).count, 2);
    assert.equal((await counts.add(counted('locked 0'))).count, 1);
  });

  it('has room again whatever was locked first, for how long and how often', async () => {
    const { counts } = memory();
    await counts.add({ name: 'long', points: 1, seconds: 90_000 });
    for (let i = 1; i < MOST; i++) await counts.add({ name: `short ${i}`, points: 1, seconds: 60 });
    const { now } = Date;
    mm(Date, 'now', () => now() + 61_000);
    for (let i = 1; i < MOST; i++) await counts.add({ name: `short ${i}`, points: 1, seconds: 600 });
    // All of them are locked, and those that were over count anew.
    assert.equal((await counts.add({ name: 'short 7', points: 1, seconds: 600 })).count, 2);
    mm(Date, 'now', () => now() + 700_000);
    for (const count of [1, 2]) assert.equal((await counts.add(counted('somebody'))).count, count);
    await counts.clear(counted('somebody'));
    assert.equal((await counts.add(counted('somebody'))).count, 1, 'it has a place of its own');
    assert.equal((await counts.add({ name: 'long', points: 1, seconds: 90_000 })).count, 2);
  });

  it('drops no open name where there is room without', async () => {
    const { counts } = memory();
    await counts.add(counted('ada'));
    for (let i = 1; i < MOST; i++) await counts.add({ name: `short ${i}`, points: 1, seconds: 60 });
    const { now } = Date;
    mm(Date, 'now', () => now() + 61_000);
    await counts.add(counted('somebody'));
    assert.equal((await counts.add(counted('ada'))).count, 2);
  });

  it('gives back and clears what has a place of its own', async () => {
    const { counts } = memory();
    for (const _ of [1, 2]) await counts.add(counted('ada'));
    await counts.giveBack(counted('ada'));
    assert.equal((await counts.add(counted('ada'))).count, 2);
    await counts.clear(counted('ada'));
    assert.equal((await counts.add(counted('ada'))).count, 1);
  });
});
