import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { AuthenticationError, PassportError } from 'tegg-passport';
import { attempt, type AttemptResult, type PassportStrategy } from '#src/passport/attempt';
import { box, unbox } from '#src/passport/FalsyUser';
import { ProviderStage } from '#src/passport/oauth/ProviderStage';
import type { StrategyRequest } from '#src/passport/StrategyRequest';

/** The five words of a strategy. */
interface Words {
  success(user?: unknown, info?: unknown): void;
  fail(challenge?: unknown, status?: number): void;
  redirect(url: string, status?: number): void;
  pass(): void;
  error(err: unknown): void;
}

const run = (say: (words: Words) => unknown): Promise<AttemptResult> => {
  const strategy: PassportStrategy = {
    authenticate() {
      return say(this as unknown as Words);
    },
  };
  return attempt(strategy, 'fake', {}, (_settle, start) => start({} as StrategyRequest));
};
const failed = (failure: object): object => ({ type: 'fail', failure: { strategy: 'fake', ...failure } });
/** A failure, without what it does not say. */
const failureOf = async (say: (words: Words) => unknown): Promise<object> => {
  const result = await run(say);
  assert.ok(result.type === 'fail');
  return Object.fromEntries(Object.entries(result.failure).filter(([, value]) => value !== undefined));
};

describe('one attempt', () => {
  it('success gives the user and what the strategy says of the login', async () => {
    const user = { id: 1 };
    assert.deepEqual(await run(s => s.success(user, { scope: 'all' })), {
      type: 'success',
      user,
      info: { scope: 'all' },
    });
    assert.deepEqual(await run(s => s.success(user)), { type: 'success', user, info: {} });
  });

  for (const nobody of [null, undefined, false]) {
    it(`success with ${nobody} is a failure`, async () =>
      assert.deepEqual(await run(s => s.success(nobody)), failed({})));
  }

  for (const user of [0, '', NaN]) {
    it(`${JSON.stringify(user)} is a user, boxed or not`, async () => {
      assert.deepEqual(await run(s => s.success(user)), { type: 'success', user, info: {} });
      assert.deepEqual(await run(s => s.success(box(user))), { type: 'success', user, info: {} });
    });
  }

  it('fail gives a challenge, a status, a message, or nothing', async () => {
    assert.deepEqual(await failureOf(s => s.fail()), { strategy: 'fake' });
    assert.deepEqual(await failureOf(s => s.fail(403)), { strategy: 'fake', status: 403 });
    assert.deepEqual(await failureOf(s => s.fail('Bearer', 401)), {
      strategy: 'fake',
      status: 401,
      challenge: 'Bearer',
    });
    assert.deepEqual(await failureOf(s => s.fail({ message: 'no' }, 400)), {
      strategy: 'fake',
      status: 400,
      reason: 'no',
    });
    assert.deepEqual(await failureOf(s => s.fail({ message: 7 })), { strategy: 'fake' });
    assert.deepEqual(await failureOf(s => s.fail(null)), { strategy: 'fake' });
  });

  it('a challenge that is no header value is none', async () => {
    for (const challenge of ['a\r\nSet-Cookie: b=1', 'a\nb', '€', '']) {
      assert.equal('challenge' in (await failureOf(s => s.fail(challenge))), false);
    }
  });

  it('redirect gives where and how', async () => {
    assert.deepEqual(await run(s => s.redirect('https://a.example/')), {
      type: 'redirect',
      url: 'https://a.example/',
      status: 302,
    });
    assert.deepEqual(await run(s => s.redirect('/b', 303)), { type: 'redirect', url: '/b', status: 303 });
  });

  it('pass says nothing', async () => assert.deepEqual(await run(s => s.pass()), { type: 'pass' }));

  it('an error rejects with that very error', async () => {
    const err = new Error('the database is down');
    await assert.rejects(
      run(s => s.error(err)),
      err,
    );
    await assert.rejects(
      run(() => {
        throw err;
      }),
      err,
    );
    await assert.rejects(
      run(() => Promise.reject(err)),
      err,
    );
    await assert.rejects(
      run(async s => {
        await Promise.resolve();
        s.error(err);
      }),
      err,
    );
  });

  it('a refusal is a failure with its message, status and challenge, however it is thrown', async () => {
    const error = new AuthenticationError('no key', { status: 403, challenge: ['a\nb', 'ApiKey'] });
    const wanted = failed({ reason: 'no key', status: 403, challenge: 'ApiKey', error });
    assert.deepEqual(await run(s => s.error(error)), wanted);
    assert.deepEqual(await run(() => Promise.reject(error)), wanted);
    assert.deepEqual(
      await run(() => {
        throw error;
      }),
      wanted,
    );
  });

  it('the first word counts, whatever follows', async () => {
    const err = new Error('first');
    assert.deepEqual(
      await run(s => {
        s.fail(403);
        s.success({ id: 1 });
      }),
      failed({ status: 403 }),
    );
    assert.equal(
      (
        await run(s => {
          s.success({ id: 1 });
          throw err;
        })
      ).type,
      'success',
    );
    await assert.rejects(
      run(s => {
        s.error(err);
        s.success({ id: 1 });
      }),
      err,
    );
  });

  it('each has an object of its own, and the registered strategy stays as it was', async () => {
    const seen = new Set<unknown>();
    const strategy: PassportStrategy = {
      authenticate() {
        seen.add(this);
        (this as unknown as Words).pass();
      },
    };
    const before = Reflect.ownKeys(strategy);
    for (let i = 0; i < 2; i++) await attempt(strategy, 'fake', {}, (_s, start) => start({} as StrategyRequest));
    assert.equal(seen.size, 2);
    assert.equal(seen.has(strategy), false);
    assert.deepEqual(Reflect.ownKeys(strategy), before);
  });
});

describe('falsy users', () => {
  it('travel boxed and come out as they were', () => {
    for (const user of [0, '', NaN, false, null]) {
      assert.ok(box(user));
      assert.deepEqual(unbox(box(user)), user);
    }
  });

  it('others travel as they are', () => {
    const user = { id: 1 };
    assert.equal(box(user), user);
    assert.equal(unbox(user), user);
  });
});

describe('errors of OAuth providers', () => {
  const SECRET = 'stack=internal&<script>';
  const oauth = (name: string, code?: unknown): Error => Object.assign(new Error(SECRET), { name, code });

  // Told by its name: every package brings its own copy of the base class.
  class OAuth2Strategy {
    constructor(
      private readonly say: (words: Words) => unknown,
      readonly _verify: (done: (err: unknown) => void) => void = () => {},
    ) {}

    authenticate(): unknown {
      return this.say(this as unknown as Words);
    }
  }
  const attemptOf = (strategy: PassportStrategy): Promise<AttemptResult> =>
    attempt(
      strategy,
      'fake',
      {},
      (_settle, start) => start({} as StrategyRequest),
      new ProviderStage({ options: {}, timeout: 10_000, mayLeave: true }),
    );
  const rejection = (say: (words: Words) => unknown): Promise<unknown> =>
    attemptOf(new OAuth2Strategy(say)).then(
      result => assert.fail(JSON.stringify(result)),
      (err: unknown) => err,
    );

  const FAULTS = [
    ['AuthorizationError', SECRET, 502],
    ['AuthorizationError', 'server_error', 502],
    ['AuthorizationError', 'temporarily_unavailable', 503],
    ['TokenError', 'invalid_client', 502],
    ['InternalOAuthError', undefined, 502],
    ['TypeError', undefined, 502],
  ] as const;
  for (const [name, code, status] of FAULTS) {
    it(`${name} ${code === SECRET ? 'with a code made up' : (code ?? '')}: ${status}, and nothing of the query shows`, async () => {
      const err = oauth(name, code);
      const thrown = await rejection(words => words.error(err));
      assert.ok(thrown instanceof PassportError);
      assert.deepEqual([thrown.status, thrown.code], [status, 'provider_failed']);
      const cause = thrown.cause as Error;
      assert.equal(cause.message, [name, code !== SECRET && code].filter(Boolean).join(', '));
      assert.match(String(cause.stack), /\n +at /);
      const shown = `${inspect(thrown, { showHidden: true })} ${JSON.stringify(thrown)}`;
      assert.ok(!shown.includes(SECRET), shown);
    });
  }

  it('a code that the provider does not know was made up or sent twice: a refusal', async () => {
    const err = oauth('TokenError', 'invalid_grant');
    const result = await attemptOf(new OAuth2Strategy(words => words.error(err)));
    assert.ok(result.type === 'fail');
    const { error } = result.failure;
    assert.deepEqual([error?.status, error?.code], [401, 'credentials_invalid']);
    assert.ok(!inspect(result, { showHidden: true, depth: 9 }).includes(SECRET));
  });

  it('a strategy that hears from its provider too late asks nobody about the user', async () => {
    let verified = 0;
    let late: (() => unknown) | undefined;
    let asked = (): void => {};
    const strategy = new OAuth2Strategy(
      words => {
        asked();
        late = () => (words as unknown as OAuth2Strategy)._verify(() => {});
      },
      () => verified++,
    );
    const stage = (timeout: number): Promise<AttemptResult> =>
      attempt(
        strategy,
        'fake',
        {},
        (_settle, start) => start({} as StrategyRequest),
        new ProviderStage({ options: {}, timeout, mayLeave: true }),
      );
    await assert.rejects(stage(1), { code: 'provider_timeout', status: 504 });
    late?.();
    assert.equal(verified, 0);
    // In time it does.
    const begun = new Promise<void>(resolve => (asked = resolve));
    void stage(60_000);
    await begun;
    late?.();
    assert.equal(verified, 1);
  });

  it('errors of other strategies stay as they are', async () => {
    const err = oauth('TokenError', 'invalid_grant');
    await assert.rejects(
      run(words => words.error(err)),
      err,
    );
  });

  it('errors of the application, after its verify function was called, stay as they are', async () => {
    const err = oauth('TokenError', 'invalid_grant');
    const strategy = new OAuth2Strategy(
      function (this: unknown, words) {
        (words as unknown as OAuth2Strategy)._verify(thrown => words.error(thrown));
      },
      done => done(err),
    );
    await assert.rejects(attemptOf(strategy), err);
  });
});
