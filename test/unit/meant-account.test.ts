import assert from 'node:assert/strict';
import { meantAccount } from '#src/passport/throttle/meantAccount';
import { fakeContext } from '../support/engine';

const LONG = 60_000;
const meant = (answer: unknown, deadline = LONG): Promise<string> =>
  meantAccount(fakeContext(), () => answer as string, deadline);

describe('which account a request means', () => {
  it('is what the application says: text, a number, or nothing', async () => {
    for (const [answer, text] of [
      ['ada', 'ada'],
      [Promise.resolve(7), '7'],
      [2n ** 64n, '18446744073709551616'],
      ['', ''],
      [null, ''],
      [undefined, ''],
    ] as const) {
      assert.equal(await meant(answer), text);
    }
  });

  it('is an error where the answer tells no accounts apart, and never one count for all of them', async () => {
    for (const answer of [{ id: 7 }, ['ada'], true, Symbol('ada'), () => 'ada']) {
      await assert.rejects(meant(answer), { code: 'throttle_account', status: 500 });
    }
  });

  it('is an error where the application does not say it in time, or throws', async () => {
    await assert.rejects(meant(new Promise(() => {}), 5), { code: 'throttle_account', status: 504 });
    const down = new Error('the database is down');
    await assert.rejects(meant(Promise.reject(down)), down);
  });
});
