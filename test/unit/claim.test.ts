import assert from 'node:assert/strict';
import { claimOf, type Claim } from '#src/passport/session/claimOf';
import { UnavailableError } from '#src/passport/session/UnavailableError';
import { fakeApp } from '../support/engine';

const claimIn = (set: () => Promise<unknown>): Claim =>
  claimOf(
    fakeApp({
      config: { session: { store: {} }, passport: { session: { timeout: 20 } } },
      plugins: { session: { enable: true }, sessionRedis: { enable: true } },
      redis: { set },
    }),
    'flows',
  );

describe('what can be taken once, in Redis', () => {
  it('is taken by whom Redis says that it was', async () => {
    const answers = ['OK', null];
    const claim = claimIn(async () => answers.shift());
    assert.deepEqual([await claim('flow', 1000), await claim('flow', 1000)], [true, false]);
  });

  it('cannot be taken where Redis does not answer in time, or fails: nobody knows whether it was', async () => {
    for (const set of [() => new Promise(() => {}), () => Promise.reject(new Error('LOADING'))])
      await assert.rejects(claimIn(set)('flow', 1000), UnavailableError);
  });
});
