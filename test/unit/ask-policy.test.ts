import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Context } from 'egg';
import { askPolicy } from '#src/app/page/ask/askPolicy';
import type { Passport } from '#src/passport/Passport';

const USE = { name: 'slow', args: [] };
const passportWith = (can: () => unknown): Passport =>
  ({ policies: { find: () => ({ ...USE, can }) } }) as unknown as Passport;

describe('a policy that the page asks', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('is waited for ten seconds, and what it does later harms nobody', async () => {
    let late = (_reason: Error): void => undefined;
    const hangs = new Promise<boolean>((_resolve, reject) => {
      late = reject;
    });
    const asked = askPolicy(
      passportWith(() => hangs),
      {} as Context,
      { id: 1 },
      USE,
    );
    mock.timers.tick(10_000);
    const { reason, refused } = await asked;
    assert.deepEqual([reason.outcome, refused?.status], ['error', 500]);
    assert.match(reason.reason, /has not answered in time/);
    late(new Error('too late'));
    await new Promise(setImmediate);
  });

  for (const value of [undefined, null, 1, 'true', {}, [true]])
    it(`says no with ${JSON.stringify(value)}`, async () => {
      const { reason, refused } = await askPolicy(
        passportWith(() => value),
        {} as Context,
        { id: 1 },
        USE,
      );
      assert.deepEqual([reason.outcome, refused?.status], ['no', 403]);
    });
});
