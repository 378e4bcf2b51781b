import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { Context } from 'egg';
import { AuthenticationError, PassportError } from 'tegg-passport';
import { AuthState } from '#src/passport/AuthState';
import { defaultChallenge, isHeaderValue, sessionChallenge } from '#src/passport/challenge';
import { HookChain, type Hook } from '#src/passport/HookChain';
import type { Passport } from '#src/passport/Passport';
import { refuse } from '#src/passport/refuse';
import { fakeContext, fakePassport } from '../support/engine';
import { sessionWithLogin } from '../support/login';

const append =
  (letter: string): Hook =>
  (_ctx, value) =>
    `${value as string}${letter}`;

describe('a chain of hooks', () => {
  const ctx = fakeContext();
  const verifier = (name: string, order: number, ...strategies: string[]) => ({
    name,
    order,
    strategies: strategies.length ? new Set(strategies) : undefined,
    run: append(name),
    verifier: {},
  });

  it('runs hooks as they came, then verifiers by order and name', async () => {
    const chain = new HookChain();
    chain.addVerifier(verifier('c', 100));
    chain.addVerifier(verifier('b', 100));
    chain.addHook(append('1'));
    chain.addVerifier(verifier('d', 100));
    chain.addVerifier(verifier('z', 1));
    chain.addVerifier(verifier('a', 200));
    chain.addHook(append('2'));
    assert.equal(await chain.run(ctx, '', undefined), '12zbcda');
  });

  it('passes limited verifiers by in logins made with another strategy or with none', async () => {
    const chain = new HookChain();
    chain.addVerifier(verifier('a', 1, 'github', 'local'));
    chain.addVerifier(verifier('b', 2));
    chain.addVerifier(verifier('c', 3, 'github'));
    const run = (strategy?: string): Promise<unknown> => chain.run(ctx, '', strategy);
    assert.deepEqual(await Promise.all([run('github'), run('local'), run('jwt'), run()]), ['abc', 'ab', 'b', 'b']);
  });

  it('knows verifiers that were added after a strategy was asked for', async () => {
    const chain = new HookChain();
    chain.addVerifier(verifier('a', 1, 'github'));
    assert.equal(await chain.run(ctx, '', 'local'), '');
    chain.addVerifier(verifier('b', 2, 'local'));
    chain.addHook(append('1'));
    assert.equal(await chain.run(ctx, '', 'local'), '1b');
    assert.equal(await chain.run(ctx, '', 'github'), '1a');
  });

  for (const nobody of [null, undefined, false]) {
    it(`ends at ${nobody}`, async () => {
      const chain = new HookChain();
      chain.addHook(() => nobody);
      chain.addHook(() => assert.fail('nobody has a next step'));
      assert.equal(await chain.run(ctx, 'ada', undefined), nobody);
    });
  }

  for (const user of [0, '']) {
    it(`goes on after ${JSON.stringify(user)}, which is a user`, async () => {
      const chain = new HookChain();
      chain.addHook(async () => user);
      chain.addHook((_ctx, value) => ({ found: value }));
      assert.deepEqual(await chain.run(ctx, 'ada', undefined), { found: user });
    });
  }

  it('without a step answers what it was given', async () => {
    assert.equal(await new HookChain().run(ctx, 'ada', 'local'), 'ada');
  });

  it('rejects with what a step throws, and no later step runs', async () => {
    const down = new Error('the database is down');
    const chain = new HookChain();
    chain.addHook(() => {
      throw down;
    });
    chain.addHook(() => assert.fail('a later step has run'));
    await assert.rejects(chain.run(ctx, 'ada', undefined), down);
  });
});

describe('challenges', () => {
  it('quote the name of the application', () => {
    assert.equal(sessionChallenge('a"b\\c'), 'Session realm="a\\"b\\\\c"');
    assert.equal(sessionChallenge('caf\u00e9\r\nX: 1'), 'Session realm="caf???X: 1"');
    assert.equal(defaultChallenge('api-key', 'a"b'), 'ApiKey realm="a\\"b"');
  });

  it('are always header values', () => {
    for (const realm of ['', '€', '\u0000', 'a\r\nb']) assert.ok(isHeaderValue(sessionChallenge(realm)));
  });

  it("never open a browser's own password dialog", () => {
    for (const name of ['basic', 'Basic', 'digest', 'negotiate', 'ntlm', 'NTLM']) {
      assert.equal(defaultChallenge(name, 'app'), 'Session realm="app"');
    }
  });

  it('of all strategies stand in the refusal, with the first status that one asked for', () => {
    const passport = fakePassport();
    passport.setChallenge('jwt', 'Bearer');
    const refused = refuse(passport, undefined, [
      { strategy: 'session' },
      { strategy: 'jwt' },
      { strategy: 'api-key', challenge: 'Own' },
    ]);
    assert.deepEqual(refused.challenge, ['Session realm="fake"', 'Bearer', 'Own']);
    assert.deepEqual(refused.headers, { 'WWW-Authenticate': refused.challenge });
    assert.deepEqual([refused.status, refused.code], [401, 'credentials_invalid']);
    const forbidden = refuse(passport, undefined, [{ strategy: 'a' }, { strategy: 'b', status: 403 }]);
    assert.deepEqual([forbidden.status, forbidden.code, forbidden.headers], [403, 'forbidden', undefined]);
  });

  it("a refusal shows the thrown error's message and code, and never a strategy's own words", () => {
    const error = new AuthenticationError('no key', { code: 'key_expired' });
    const shown = (err: Error): string => `${err.message} ${JSON.stringify(err)}`;
    const refused = refuse(fakePassport(), undefined, [{ strategy: 'a', reason: 'internal', error }]);
    assert.deepEqual([refused.message, refused.code], ['no key', 'key_expired']);
    assert.ok(!shown(refuse(fakePassport(), undefined, [{ strategy: 'a', reason: 'internal' }])).includes('internal'));
  });
});

describe('one engine', () => {
  const strategy = (authenticate: (this: { success(u: unknown): void; fail(): void; pass(): void }) => unknown) => ({
    authenticate,
  });

  it('runs strategies in order until one does anything but fail', async () => {
    const passport = fakePassport();
    passport.use(
      'no',
      strategy(function () {
        this.fail();
      }),
    );
    passport.use(
      'yes',
      strategy(function () {
        this.success('ada');
      }),
    );
    passport.use(
      'later',
      strategy(() => assert.fail('one has accepted')),
    );
    const outcome = await passport.run(fakeContext({}), ['no', 'yes', 'later']);
    assert.deepEqual(outcome, { type: 'success', strategy: 'yes', user: 'ada', info: {} });
    const failed = await passport.run(fakeContext({}), ['no', 'no']);
    assert.ok(failed.type === 'fail');
    assert.deepEqual(
      failed.failures.map(failure => failure.strategy),
      ['no', 'no'],
    );
  });

  it('has the session as a strategy, which accepts the user of the session and nobody else', async () => {
    const passport = fakePassport();
    const ctx = fakeContext({});
    assert.equal((await passport.run(ctx, 'session')).type, 'fail');
    AuthState.of(ctx).user = 'whom a guard accepted';
    assert.equal((await passport.run(ctx, 'session')).type, 'fail');
    AuthState.of(ctx).setSessionUser('', {});
    assert.deepEqual(await passport.run(ctx, 'session'), { type: 'success', strategy: 'session', user: '', info: {} });
  });

  it('knows no strategy by a name that every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '']) {
      assert.throws(
        () => fakePassport().strategy(name),
        (err: unknown) => err instanceof PassportError && err.code === 'strategy_unknown',
      );
    }
  });

  it('refuses whom a strategy hands to doVerify when nothing verifies', async () => {
    const passport = fakePassport();
    const verified = await new Promise((resolve, reject) => {
      passport.doVerify({ ctx: fakeContext({}) }, { id: 1 }, (err, user) => (err ? reject(err) : resolve(user)));
    });
    assert.equal(verified, false);
  });

  it('does not mix up attempts that run side by side', async () => {
    const passport = fakePassport();
    passport.chains.addVerifier({
      verify: {
        order: 1,
        name: 'OnlyA',
        verifier: {},
        strategies: new Set(['a']),
        run: (_ctx, user) => `${user as string} by a`,
      },
    });
    for (const name of ['a', 'b']) {
      passport.use(name, {
        async authenticate(this: { success(u: unknown): void; fail(): void }, req: { ctx: Context }) {
          await new Promise(resolve => setImmediate(resolve));
          passport.doVerify(req, name, (_err, user) => (user ? this.success(user) : this.fail()));
        },
      } as never);
    }
    const ctx = fakeContext({});
    const outcomes = await Promise.all([passport.run(ctx, 'a'), passport.run(ctx, 'b'), passport.run(ctx, 'a')]);
    assert.deepEqual(
      outcomes.map(outcome => (outcome.type === 'success' ? outcome.user : outcome.type)),
      ['a by a', 'fail', 'a by a'],
    );
  });

  it('has no current request outside of one', () => {
    const outside = (err: unknown): boolean => err instanceof PassportError && err.code === 'outside_request';
    assert.throws(() => fakePassport().currentContext(), outside);
    const anonymous = fakeContext({});
    assert.throws(() => fakePassport({ currentContext: anonymous }).currentContext(), outside);
    AuthState.of(anonymous);
    assert.equal(fakePassport({ currentContext: anonymous }).currentContext(), anonymous);
  });
});

describe('two engines without tegg', () => {
  const named = (passport: Passport): string[] => passport.strategyNames();

  it('stay apart in one process', async () => {
    const [one, two] = [fakePassport(), fakePassport({ config: { passport: {}, name: 'two', session: {} } })];
    one.use('one', { authenticate() {} });
    one.setChallenge('jwt', 'Bearer');
    one.verify(() => 'verified by one');
    one.serializeUser(() => 'serialized by one');
    one.deserializeUser(() => 'restored by one');
    assert.deepEqual([named(one), named(two)], [['session', 'one'], ['session']]);
    assert.deepEqual([one.challengeOf('jwt'), two.challengeOf('jwt')], ['Bearer', 'Jwt realm="two"']);
    assert.equal(two.challengeOf('session'), 'Session realm="two"');
    const ctx = fakeContext({});
    assert.equal(await two.verifyUser(ctx, 'ada', undefined), 'ada');
    assert.equal(await two.deserializeUser(ctx, 'ada'), 'ada');
    await two.logIn(ctx, 'ada');
    assert.deepEqual(sessionWithLogin(ctx.session), { passport: { user: 'ada' } });
    assert.equal(await one.verifyUser(ctx, 'ada', undefined), 'verified by one');
  });

  it('share nothing with the passport that other packages load', () => {
    fakePassport().use('ours', { authenticate() {} });
    const shared = require('passport') as { _strategies: object };
    assert.deepEqual(Object.keys(shared._strategies), ['session']);
  });

  it("leave Node's request class alone", () => {
    const { IncomingMessage } = require('node:http') as typeof import('node:http');
    fakePassport().initialize()(fakeContext({}), async () => {});
    for (const method of ['logIn', 'login', 'logout', 'isAuthenticated']) {
      assert.equal(method in IncomingMessage.prototype, false);
    }
  });
});

describe('loading the engine', () => {
  it('loads no tegg, and neither does the plugin of an application without it', async () => {
    const script = `
      require('./dist/tegg-passport/passport/Passport');
      for (const file of ['app', 'app/extend/context', 'app/extend/application.unittest', 'app/middleware/passport_session', 'config/config.default'])
        require('./dist/tegg-passport/' + file);
      console.log(JSON.stringify(Object.keys(require.cache)));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: `${__dirname}/../..` });
    const loaded = JSON.parse(stdout) as string[];
    assert.ok(loaded.some(file => file.endsWith('/passport/Passport.js')));
    assert.deepEqual(
      loaded.filter(file => /@eggjs[/\\]tegg|reflect-metadata|[/\\]egg[/\\]/.test(file)),
      [],
    );
  });

  it('leaves nothing that keeps the process alive', async () => {
    const { spawn } = require('node:child_process') as typeof import('node:child_process');
    const child = spawn(process.execPath, ['-e', `require('./dist/tegg-passport/passport/Passport')`], {
      cwd: `${__dirname}/../..`,
    });
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0);
  });
});
