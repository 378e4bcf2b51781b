import assert from 'node:assert/strict';
import { Inject, LifecycleInit, LifecyclePostConstruct, LifecyclePreDestroy } from '@eggjs/tegg';
import type { Context } from 'egg';
import { sign } from 'jsonwebtoken';
import { Strategy as GitHubStrategy, type Profile } from 'passport-github2';
import { Strategy as BearerStrategy } from 'passport-http-bearer';
import { ExtractJwt, Strategy as JwtStrategy } from 'passport-jwt';
import { Strategy as LocalStrategy } from 'passport-local';
import { AuthenticationError, Strategy, WiringError } from 'tegg-passport';
import { checkStrategy } from 'tegg-passport/testing';

interface Accounts {
  check(email: string, password: string): Promise<object | null> | object | null;
}

const ADA = { id: '1', name: 'Ada' };
const accounts: Accounts = { check: async (email, password) => (email === 'ada' && password === 'right' ? ADA : null) };

@Strategy('local', LocalStrategy, { options: { usernameField: 'email' } })
class PasswordLogin {
  @Inject() private readonly accounts: Accounts;

  async validate(email: string, password: string): Promise<object | null> {
    return this.accounts.check(email, password);
  }
}

@Strategy('api-key')
class KeyLogin {
  authenticate(ctx: Context): object | null {
    const key = ctx.get('X-Api-Key');
    if (!key) throw new AuthenticationError('no api key', { challenge: 'ApiKey' });
    if (key === 'banned') throw new AuthenticationError('banned', { status: 403 });
    if (key === 'break') throw new Error('the database is down');
    return key === 'the key' ? { name: ctx.query.as ?? 'machine', from: ctx.ip } : null;
  }
}

@Strategy('github', GitHubStrategy)
class GithubLogin {
  validate(_accessToken: string, _refreshToken: string, profile: Profile): object {
    return { id: profile.id };
  }
}

@Strategy('jwt', JwtStrategy, {
  options: {
    jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
    algorithms: ['HS256'],
    issuer: 'here',
    audience: 'us',
  },
})
class TokenLogin {
  validate(payload: { sub: string }): object {
    return { id: payload.sub };
  }
}

@Strategy('bearer', BearerStrategy)
class BearerLogin {
  validate(token: string): object | null {
    return token === 'good' ? ADA : null;
  }
}

describe('checkStrategy', () => {
  describe('with the arguments of validate', () => {
    it('reports the user', async () => {
      const outcome = await checkStrategy(PasswordLogin, { args: ['ada', 'right'], inject: { accounts } });
      assert.deepEqual(outcome, { type: 'success', strategy: 'local', user: ADA, info: {} });
    });

    it('reports that it is nobody', async () => {
      const outcome = await checkStrategy(PasswordLogin, { args: ['ada', 'wrong'], inject: { accounts } });
      assert.deepEqual(outcome, { type: 'fail', failures: [{ strategy: 'local' }] });
    });

    it('reports users that are falsy', async () => {
      const zero = { check: () => 0 as unknown as object };
      const outcome = await checkStrategy(PasswordLogin, { args: ['ada', 'right'], inject: { accounts: zero } });
      assert.equal(outcome.type === 'success' && outcome.user, 0);
    });

    it('reports what breaks as an error, never as a refusal', async () => {
      const error = new Error('the database is down');
      const broken = {
        check() {
          throw error;
        },
      };
      const outcome = await checkStrategy(PasswordLogin, { args: ['ada', 'right'], inject: { accounts: broken } });
      assert.deepEqual(outcome, { type: 'error', strategy: 'local', error });
    });

    it('asks no provider', async () => {
      const args: Parameters<GithubLogin['validate']> = ['token', 'refresh', { id: '7' } as Profile];
      const outcome = await checkStrategy(GithubLogin, { args });
      assert.deepEqual(outcome.type === 'success' && outcome.user, { id: '7' });
    });
  });

  describe('with a request', () => {
    const key = (value?: string, url = '/') =>
      checkStrategy(KeyLogin, { request: { url, headers: value === undefined ? {} : { 'x-api-key': value } } });

    it('runs authenticate', async () => {
      const outcome = await key('the key', '/machines?as=robot');
      const user = { name: 'robot', from: '127.0.0.1' };
      assert.deepEqual(outcome, { type: 'success', strategy: 'api-key', user, info: {} });
      assert.equal((await key('wrong')).type, 'fail');
    });

    it('reports reason, status and challenge of a refusal', async () => {
      const nobody = await key();
      assert.ok(nobody.type === 'fail');
      const [{ error, ...failure }] = nobody.failures;
      assert.deepEqual(failure, { strategy: 'api-key', reason: 'no api key', status: 401, challenge: 'ApiKey' });
      assert.ok(error instanceof AuthenticationError);
      const banned = await key('banned');
      assert.equal(banned.type === 'fail' && banned.failures[0].status, 403);
    });

    it('reports what breaks', async () => {
      const outcome = await key('break');
      assert.equal(outcome.type === 'error' && (outcome.error as Error).message, 'the database is down');
    });

    it('runs the passport strategy over the body, as the engine does', async () => {
      const login = (request: object) => checkStrategy(PasswordLogin, { request, inject: { accounts } });
      const right = { email: 'ada', password: 'right' };
      assert.equal((await login({ body: right })).type, 'success');
      assert.equal((await login({ body: { ...right, password: 'wrong' } })).type, 'fail');
      const renamed = await login({ body: { username: 'ada', password: 'right' } });
      assert.equal(renamed.type === 'fail' && renamed.failures[0].status, 400);
      // Neither the query nor what is no text is a login.
      assert.equal((await login({ method: 'GET', query: right })).type, 'fail');
      assert.equal((await login({ body: { email: ['ada'], password: { right: 1 } } })).type, 'fail');
    });

    it('takes options as the configuration would give them', async () => {
      const login = (options: object, body: object) =>
        checkStrategy(PasswordLogin, { request: { body }, options, inject: { accounts } });
      assert.equal((await login({ usernameField: 'who' }, { who: 'ada', password: 'right' })).type, 'success');
      assert.equal((await login({ usernameField: 'who' }, { email: 'ada', password: 'right' })).type, 'fail');
    });

    it('runs passport-jwt and passport-http-bearer for real', async () => {
      const token = (secret: string, more = {}) =>
        sign({ sub: '1', ...more }, secret, { algorithm: 'HS256', issuer: 'here', audience: 'us', expiresIn: '1m' });
      const jwt = (authorization: string) =>
        checkStrategy(TokenLogin, {
          request: { headers: { Authorization: authorization } },
          options: { secretOrKey: 'k' },
        });
      const accepted = await jwt(`Bearer ${token('k')}`);
      assert.deepEqual(accepted.type === 'success' && accepted.user, { id: '1' });
      assert.equal((await jwt(`Bearer ${token('other')}`)).type, 'fail');
      const bearer = await checkStrategy(BearerLogin, { request: { headers: { authorization: 'Bearer bad' } } });
      assert.match(String(bearer.type === 'fail' && bearer.failures[0].challenge), /^Bearer realm=.*invalid_token/);
    });

    it('gives the class what else it reads of ctx', async () => {
      @Strategy('tenant')
      class TenantLogin {
        authenticate(ctx: Context & { tenant?: string }): object {
          return { tenant: ctx.tenant, path: ctx.path };
        }
      }
      const outcome = await checkStrategy(TenantLogin, { request: { url: '/a?b', ctx: { tenant: 't' } } });
      assert.deepEqual(outcome.type === 'success' && outcome.user, { tenant: 't', path: '/a' });
    });

    it('sees what would stop the boot', async () => {
      await assert.rejects(checkStrategy(TokenLogin, { request: {} }), WiringError);
      class Neither {
        readonly note = 'it has neither validate nor authenticate';
      }
      Strategy('neither')(Neither as never);
      await assert.rejects(checkStrategy(Neither, { request: {} }), { code: 'strategy_handler' });
    });
  });

  describe('says what a test asks in vain', () => {
    const refuses = (check: Promise<unknown>, message: RegExp) => assert.rejects(check, { code: 'test_kit', message });

    it('of a class that is no strategy', async () => {
      class Nothing {
        authenticate(): void {}
      }
      await refuses(checkStrategy(Nothing, { request: {} }), /Nothing has no @Strategy/);
    });

    it('of nothing at all, or of an object in the place of its class', async () => {
      const checked = checkStrategy as (...args: unknown[]) => Promise<unknown>;
      await refuses(checked(undefined, { request: {} }), /Give a class with @Strategy, and no undefined/);
      await refuses(checked(new KeyLogin(), { request: {} }), /Give a class with @Strategy, and no object/);
      // Without a request it sees an empty one.
      assert.equal(((await checked(KeyLogin)) as { type: string }).type, 'fail');
    });

    it('of an option, or of a part of a request, that nothing reads', async () => {
      const checked = (check: object) => checkStrategy(KeyLogin, check as { request: object });
      await refuses(checked({ arg: [] }), /The check has no 'arg'\. Did you mean 'args'\?/);
      await refuses(checked({ request: { header: {} } }), /The request has no 'header'\. Did you mean 'headers'\?/);
    });

    it('of a request that would ask a provider', async () => {
      await refuses(
        checkStrategy(GithubLogin, { request: {} }),
        /asks a provider: give `args`, or use app\.mockStrategy/,
      );
    });

    it('of arguments for a class without validate', async () => {
      const check = { args: [] } as unknown as { request: object };
      await refuses(checkStrategy(KeyLogin, check), /'api-key' has no validate\(\)/);
    });

    it('where something injected is missing or misspelled', async () => {
      const args: [string, string] = ['ada', 'right'];
      await refuses(checkStrategy(PasswordLogin, { args }), /PasswordLogin uses 'accounts', and the test injects none/);
      const misspelled = checkStrategy(PasswordLogin, { args, inject: { account: accounts } });
      await refuses(misspelled, /Did you mean 'accounts'\?/);
    });
  });

  describe('gives the object the life that tegg gives it', () => {
    interface Keys {
      load(): Promise<string[]>;
    }
    const lived: string[] = [];

    class Base {
      @Inject() protected readonly keys: Keys;
      protected known: string[] = [];

      @LifecyclePostConstruct()
      async made(): Promise<void> {
        lived.push('made');
      }

      @LifecycleInit()
      async start(): Promise<void> {
        this.known = await this.keys.load();
        lived.push('started');
      }

      @LifecyclePreDestroy()
      async stop(): Promise<void> {
        lived.push('stopped');
      }

      async destroy(): Promise<void> {
        lived.push('destroyed');
      }
    }

    @Strategy('loaded')
    class LoadedLogin extends Base {
      options(): object {
        return {};
      }

      authenticate(ctx: Context): object | null {
        lived.push('asked');
        return this.known.includes(ctx.get('x-api-key')) ? { name: 'machine' } : null;
      }
    }
    const check = (load: Keys['load']) =>
      checkStrategy(LoadedLogin, { request: { headers: { 'x-api-key': 'k' } }, inject: { keys: { load } } });
    beforeEach(() => void (lived.length = 0));

    it('calls its lifecycle methods, inherited and by their own names, around the check', async () => {
      const outcome = await check(async () => ['k']);
      assert.equal(outcome.type, 'success');
      assert.deepEqual(lived, ['made', 'started', 'asked', 'stopped', 'destroyed']);
    });

    it('throws what would stop the boot', async () => {
      const rejection = check(() => Promise.reject(new Error('no keys')));
      await assert.rejects(rejection, /no keys/);
      assert.deepEqual(lived, ['made']);
    });
  });

  it('makes objects with injected parameters of the constructor, and with what a parent injects', async () => {
    @Strategy('by-parameter')
    class ByParameter {
      constructor(
        @Inject() private readonly first: string,
        @Inject() private readonly second: { name: string },
      ) {}

      authenticate(ctx: Context): string {
        return this.first + (ctx.query.all === undefined ? '' : this.second.name);
      }
    }
    const check = (url: string) => checkStrategy(ByParameter, { request: { url }, inject: { first: '1' } });
    const outcome = await check('/');
    assert.equal(outcome.type === 'success' && outcome.user, '1');
    await assert.rejects(check('/?all'), /ByParameter uses 'second'/);

    @Strategy('child', LocalStrategy)
    class Child extends PasswordLogin {
      @Inject() private readonly suffix: string;

      override async validate(email: string, password: string): Promise<object | null> {
        return { found: await super.validate(email, password), suffix: this.suffix };
      }
    }
    const inherited = await checkStrategy(Child, { args: ['ada', 'right'], inject: { accounts, suffix: '!' } });
    assert.deepEqual(inherited.type === 'success' && inherited.user, { found: ADA, suffix: '!' });
  });
});
