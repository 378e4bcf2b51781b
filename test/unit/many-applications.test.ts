import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import mm from 'egg-mock';
import { AuthState } from '#src/passport/AuthState';
import { checkStrategy } from 'tegg-passport/testing';
import { Strategy } from 'tegg-passport';
import { fakeContext, fakePassport } from '../support/engine';

@Strategy('nobody')
class NobodyLogin {
  authenticate(): null {
    return null;
  }
}

describe('many applications in one process', () => {
  const used = new Set<unknown>();

  before(() => {
    const { run } = AsyncLocalStorage.prototype;
    mm(AsyncLocalStorage.prototype, 'run', function (this: AsyncLocalStorage<unknown>, ...args: unknown[]): unknown {
      used.add(this);
      return Reflect.apply(run, this, args);
    });
  });
  after(mm.restore);

  /** How many storages this takes. Each stays in use, and makes every promise of the process slower. */
  async function storagesOf(act: () => Promise<unknown>): Promise<number> {
    used.clear();
    for (let i = 0; i < 3; i++) await act();
    return used.size;
  }

  it('share the storage that knows which strategy runs', async () => {
    const attempts = await storagesOf(async () => {
      const passport = fakePassport();
      passport.use('key', {
        authenticate(this: { success(user: unknown): void }) {
          this.success('ada');
        },
      });
      const ctx = fakeContext();
      AuthState.of(ctx);
      assert.equal((await passport.run(ctx, 'key')).type, 'success');
    });
    assert.equal(attempts, 1);
  });

  it('do so in checks of strategies', async () => {
    // That of the engine, and that of the check.
    assert.equal(await storagesOf(() => checkStrategy(NobodyLogin, { request: {} })), 2);
  });
});
