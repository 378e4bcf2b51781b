import assert from 'node:assert/strict';
import { Inject, LifecycleInit } from '@eggjs/tegg';
import type { Context } from 'egg';
import { AuthVerifier, Strategy } from 'tegg-passport';
import { checkVerifier } from 'tegg-passport/testing';

interface Account {
  readonly id: string;
  readonly name: string;
}

const ADA: Account = { id: '1', name: 'Ada' };

interface Accounts {
  find(id: string): Account | null;
}

const accounts: Accounts = { find: id => (id === '1' ? { ...ADA } : null) };

@AuthVerifier()
class Keeper {
  @Inject() private readonly accounts: Accounts;

  serializeUser(_ctx: Context, account: Account): unknown {
    return account.id;
  }

  deserializeUser(_ctx: Context, id: unknown): unknown {
    return this.accounts.find(String(id));
  }
}

/** A verifier that stores this. */
function storing(store: (user: unknown) => unknown, restore: (value: unknown) => unknown = () => ADA) {
  @AuthVerifier()
  class Storing {
    serializeUser(_ctx: Context, user: unknown): unknown {
      return store(user);
    }

    deserializeUser(_ctx: Context, value: unknown): unknown {
      return restore(value);
    }
  }
  return Storing;
}

/** What does not hold, line by line. */
async function problemsOf(check: Promise<void>): Promise<string[]> {
  const err = await check.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(err instanceof assert.AssertionError, String(err));
  return err.message.split('\n').slice(1);
}

describe('checkVerifier', () => {
  it('is content with a verifier that brings the same user back', async () => {
    await checkVerifier(Keeper, { user: ADA, inject: { accounts } });
  });

  it('finds what JSON makes something else of, wherever it stands', async () => {
    const cycle: { self?: object } = {};
    cycle.self = cycle;
    const stored = {
      since: new Date(0),
      size: 1n,
      map: new Map(),
      set: new Set(),
      nothing: undefined,
      act() {},
      list: [{ ratio: Number.NaN }, Buffer.from('x')],
      url: new URL('http://localhost'),
      account: new (class Account {
        id = '1';
      })(),
      bare: Object.assign(Object.create(null) as object, { id: '1' }),
      cycle,
    };
    const Storing = storing(() => stored);
    assert.deepEqual(await problemsOf(checkVerifier(Storing, { user: ADA })), [
      '  - serializeUser: stored.since is a Date, which JSON makes a text',
      '  - serializeUser: stored.size is a BigInt, which JSON does not take',
      '  - serializeUser: stored.map is a Map, which JSON empties',
      '  - serializeUser: stored.set is a Set, which JSON empties',
      '  - serializeUser: stored.nothing is undefined, which JSON drops',
      '  - serializeUser: stored.act is a function, which JSON drops',
      '  - serializeUser: stored.list[0].ratio is NaN, which JSON makes null',
      '  - serializeUser: stored.list[1] is a Buffer, which JSON makes something else',
      '  - serializeUser: stored.url is a URL, which JSON makes something else',
      '  - serializeUser: stored.account is an Account, which JSON makes a plain object',
      '  - serializeUser: stored.cycle.self is a circle, which JSON does not take',
    ]);
  });

  it('gives deserializeUser what went through JSON', async () => {
    const given: unknown[] = [];
    const Storing = storing(
      () => ({ id: '1', tags: ['a'] }),
      value => (given.push(value), ADA),
    );
    await checkVerifier(Storing, { user: ADA });
    assert.deepEqual(given, [{ id: '1', tags: ['a'] }]);
  });

  describe('finds fields that look like secrets, and prints no value', () => {
    for (const name of [
      'password',
      'passwordHash',
      'hashed_password',
      'hash',
      'salt',
      'token',
      'accessToken',
      'refresh_token',
      'REFRESH-TOKEN',
      'secret',
      'clientSecret',
      'apiKey',
      'APIKey',
      'apikey',
      'privateKey',
      'cookie',
      'sessionId',
      'otp',
    ]) {
      it(name, async () => {
        const Storing = storing(() => ({ id: '1', deep: [{ [name]: 'the value' }] }));
        const problems = await problemsOf(checkVerifier(Storing, { user: ADA }));
        assert.deepEqual(problems, [
          `  - serializeUser: stored.deep[0].${name} looks like a secret, which a session must not hold`,
        ]);
      });
    }

    it('in what was made JSON by hand', async () => {
      const Storing = storing(() => JSON.stringify({ id: '1', salt: 'the value' }));
      assert.match(String(await problemsOf(checkVerifier(Storing, { user: ADA }))), /stored\.salt looks like a secret/);
    });

    it('but not names that only sound so, and not those that are allowed', async () => {
      const Storing = storing(() => ({
        id: '1',
        hashtags: 1,
        tokenizer: 1,
        saltwater: 1,
        keyboard: 1,
        tokenVersion: 7,
      }));
      await checkVerifier(Storing, { user: ADA, allow: ['tokenVersion'] });
      assert.equal((await problemsOf(checkVerifier(Storing, { user: ADA }))).length, 1);
    });
  });

  it('finds another user, another type of id, and nobody', async () => {
    const restoring = (user: unknown) =>
      problemsOf(
        checkVerifier(
          storing(
            () => '1',
            () => user,
          ),
          { user: ADA },
        ),
      );
    assert.deepEqual(await restoring({ id: '2' }), [
      '  - deserializeUser: the user that came back is another one: its id differs',
    ]);
    assert.deepEqual(await restoring({ id: 1 }), [
      '  - deserializeUser: the user that came back is another one: its id was a string and is a number',
    ]);
    assert.deepEqual(await restoring(null), ['  - deserializeUser answers nobody']);
    assert.deepEqual(await restoring({ name: 'Ada' }), [
      '  - deserializeUser: the user that came back is another one: its id differs',
    ]);
  });

  it('compares by sub, by value, or as it is told', async () => {
    const same = storing(
      value => value,
      value => value,
    );
    await checkVerifier(same, { user: { sub: 's' } });
    await checkVerifier(same, { user: 'ada' });
    await checkVerifier(same, { user: 0 });
    const id = (): object => ({ toString: () => 'of a database' });
    await checkVerifier(
      storing(
        () => '1',
        () => ({ id: id() }),
      ),
      { user: { id: id() } },
    );
    await checkVerifier(same, {
      user: { email: 'ada@example.com' },
      sameUser: (restored, user) => (restored as { email: string }).email === (user as { email: string }).email,
    });
    assert.match(String(await problemsOf(checkVerifier(same, { user: { email: '' } }))), /give `sameUser`/);
    const never = checkVerifier(same, { user: ADA, sameUser: () => false });
    assert.match(String(await problemsOf(never)), /is another one/);
  });

  it('finds methods that throw, or answer nobody', async () => {
    const breaks = storing(() => {
      throw new Error('no such column');
    });
    assert.deepEqual(await problemsOf(checkVerifier(breaks, { user: ADA })), [
      '  - serializeUser throws: no such column',
    ]);
    assert.deepEqual(
      await problemsOf(
        checkVerifier(
          storing(() => undefined),
          { user: ADA },
        ),
      ),
      ['  - serializeUser answers nobody'],
    );
  });

  it('finds a stamp that is another one for the user that came back', async () => {
    @AuthVerifier()
    class Stamping extends storing(() => '1') {
      stamp(user: Account): unknown {
        return user === ADA_ITSELF ? 1 : 2;
      }
    }
    const ADA_ITSELF = { ...ADA };
    assert.deepEqual(await problemsOf(checkVerifier(Stamping, { user: ADA_ITSELF })), [
      '  - stamp: it is another one for the user that came back, which ends the session',
    ]);
  });

  it('calls lifecycle methods, as tegg does', async () => {
    @AuthVerifier()
    class Prepared extends storing(
      user => (user as Account).id,
      () => ADA,
    ) {
      ready = false;

      @LifecycleInit()
      async prepare(): Promise<void> {
        this.ready = true;
      }

      override serializeUser(ctx: Context, user: unknown): unknown {
        assert.ok(this.ready);
        return super.serializeUser(ctx, user);
      }
    }
    await checkVerifier(Prepared, { user: ADA });
  });

  it('names all that does not hold at once', async () => {
    const Storing = storing(
      user => ({ ...(user as object), password: 'x', since: new Date(0) }),
      () => ({ id: '2' }),
    );
    assert.equal((await problemsOf(checkVerifier(Storing, { user: ADA }))).length, 3);
  });

  describe('says what a test asks in vain', () => {
    const refuses = (check: Promise<void>, message: RegExp) => assert.rejects(check, { code: 'test_kit', message });

    it('of a class that is no verifier, or that brings nobody back', async () => {
      @Strategy('x')
      class NoVerifier {
        authenticate(): void {}
      }
      @AuthVerifier()
      class Verifies {
        verify(_ctx: Context, user: unknown): unknown {
          return user;
        }
      }
      await refuses(checkVerifier(NoVerifier, { user: ADA }), /NoVerifier has no @AuthVerifier/);
      await refuses(checkVerifier(Verifies, { user: ADA }), /Verifies has no serializeUser\(\)/);
    });

    it('of nobody, of a promise, and of an object in the place of its class', async () => {
      const checked = checkVerifier as (...args: unknown[]) => Promise<void>;
      await assert.rejects(checked(Keeper), { code: 'login_without_user', message: 'There is no user to check' });
      await refuses(checked(Keeper, { user: Promise.resolve(ADA) }), /The user to check is a promise: await it/);
      await refuses(checked(new Keeper(), { user: ADA }), /Give a class with @AuthVerifier, and no object/);
    });

    it('of an option that nothing reads', () =>
      refuses(checkVerifier(Keeper, { user: ADA, allowed: [] } as { user: Account }), /Did you mean 'allow'\?/));

    it('where something injected is missing, or misspelled', async () => {
      await refuses(checkVerifier(Keeper, { user: ADA }), /Keeper uses 'accounts', and the test injects none/);
      await refuses(
        checkVerifier(Keeper, { user: ADA, inject: { acounts: accounts } }),
        /Keeper does not inject 'acounts'\. Did you mean 'accounts'\?/,
      );
    });
  });
});
