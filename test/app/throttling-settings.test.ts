import assert from 'node:assert/strict';
import mm from 'egg-mock';
import { config, generate, plugins, refused, type Files } from '../support/generate';
import { Redis } from '../support/redis';
import { controllers, inModule, post } from '../support/running';
import { startThrottled, type Throttled, type ThrottledOptions } from '../support/throttled';

describe('throttled logins:', () => {
  let on: Throttled;
  const started = async (options?: ThrottledOptions): Promise<void> => void (on = await startThrottled(options));
  afterEach(async () => {
    mm.restore();
    await on.close();
  });

  const wrongFrom = (name: string, forwarded: string, path = '/by-both'): Promise<number> =>
    on.guess(name, 'wrong', path, { 'X-Forwarded-For': forwarded });

  it('X-Forwarded-For changes nothing where Egg trusts no proxy', async () => {
    await started();
    for (const i of [1, 2, 3]) assert.equal(await wrongFrom(`user${i}`, `192.0.2.${i}`), 401);
    assert.equal(await wrongFrom('user4', '192.0.2.4'), 429);
  });

  for (const trust of ['maxIpsCount: 1', 'maxIpsCount: 2', 'maxProxyCount: 1']) {
    it(`X-Forwarded-For counts as far as { proxy: true, ${trust} } trusts it, and no further`, async () => {
      await started({ more: `proxy: true, ${trust}` });
      const proxies = trust === 'maxIpsCount: 1' ? '' : ', 10.0.0.1';
      for (const i of [1, 2, 3]) assert.equal(await wrongFrom(`user${i}`, `203.0.113.${i}, 192.0.2.1${proxies}`), 401);
      assert.equal(await wrongFrom('user4', `203.0.113.4, 192.0.2.1${proxies}`), 429);
      assert.equal(await wrongFrom('user4', `203.0.113.4, 192.0.2.2${proxies}`), 401);
    });
  }

  it('a warning says so where Egg takes addresses from anybody', async () => {
    for (const [more, warnings] of [
      ['proxy: true', 1],
      ['proxy: true, maxIpsCount: 1', 0],
      ['', 0],
    ] as const) {
      const said: string[] = [];
      const files = {
        'app.ts': `export default class { constructor(app) { app.coreLogger.warn = text => globalThis.said.push(text); } }`,
      };
      (globalThis as unknown as { said: string[] }).said = said;
      await started({ more, files });
      assert.equal(said.filter(text => /maxIpsCount/.test(text)).length, warnings, more);
      if (more) await on.close();
    }
  });

  const DEFAULT = `session: { timeout: '30s' }, throttle: { points: 2, duration: '10m' }`;
  const BY_HAND: Files = controllers({
    HandController: `@HTTPController({ path: '/hand' }) export class HandController {
      @Inject() private readonly authService: AuthService;
      @Login('local') ${post('/login')} async login(@CurrentUser() user) { return user.name; }
      @Login('local', { throttle: false }) ${post('/free')} async free(@CurrentUser() user) { return user.name; }
      @Login('local', { throttle: { points: 3 } }) ${post('/three')} async three(@CurrentUser() user) { return user.name; }
      @Login('key') ${post('/key')} async key(@CurrentUser() user) { return user.name; }
      @Login(['key', 'local']) ${post('/both')} async both(@CurrentUser() user) { return user.name; }
      @Login(['key', 'local'], { throttle: { points: { account: 3, ip: 9 } } }) ${post('/explicit')} async explicit(@CurrentUser() user) { return user.name; }
      @Authenticated('local') ${post('/guard')} async guard(@CurrentUser() user) { return user.name; }
      ${post('/service')} async service() { return (await this.authService.authenticate('local')).type; }
      ${post('/service-by-ip')} async byIp() {
        return (await this.authService.authenticate('key', { throttle: { points: 1, duration: '9m', by: 'ip' } })).type; } }`,
  });
  const statuses = async (path: string, count: number, name = 'ada'): Promise<number[]> => {
    const all: number[] = [];
    for (let i = 0; i < count; i++) all.push(await on.guess(name, 'wrong', path));
    return all;
  };

  describe('config.passport.throttle', () => {
    beforeEach(() => started({ passport: DEFAULT, files: BY_HAND }));

    it('holds for logins with a password, and for AuthService#authenticate', async () => {
      assert.deepEqual(await statuses('/hand/login', 3), [401, 401, 429]);
      // One count for a strategy, wherever it is used.
      assert.equal(await on.guess('ada', 'right', '/hand/service'), 429);
    });

    it('holds for no login that says false or takes no password, and for no guard', async () => {
      for (const path of ['/hand/free', '/hand/key', '/hand/guard'])
        assert.deepEqual(await statuses(path, 4), [401, 401, 401, 401]);
      assert.equal(await on.guess('ada', 'right', '/hand/login'), 200);
    });

    it('counts the passwords of a login that takes something else too', async () => {
      assert.deepEqual(await statuses('/hand/both', 3), [401, 401, 429]);
    });

    it('costs an address nothing for right passwords, whatever else the login takes', async () => {
      for (const name of ['a', 'b', 'c', 'd']) assert.equal(await on.guess(name, 'right', '/hand/both'), 200);
    });

    it('tells in the event which strategy it was that has counted', async () => {
      const told = new Promise<{ strategy?: string }>(resolve => void on.app.passport.on('throttled', resolve));
      await statuses('/hand/both', 3);
      assert.equal((await told).strategy, 'local');
    });

    it('counts the passwords by account where another strategy of the login knows of none', async () => {
      assert.deepEqual(await statuses('/hand/explicit', 4), [401, 401, 401, 429]);
      assert.deepEqual(await statuses('/hand/explicit', 1, 'eve'), [401]);
    });

    it('says what a login does not say itself', async () => {
      assert.deepEqual(await statuses('/hand/three', 4), [401, 401, 401, 429]);
    });

    it('AuthService#authenticate takes the option too', async () => {
      assert.deepEqual(await statuses('/hand/service-by-ip', 2), [200, 429]);
    });
  });

  it('an application that throttles nothing keeps nothing and asks nobody', async () => {
    await started({
      files: controllers({
        LoginController: `@HTTPController({ path: '/' }) export class LoginController {
      @Login('local') ${post('/login')} async login(@CurrentUser() user) { return user.name; } }`,
      }),
    });
    const { messenger } = on.app as unknown as {
      messenger: { sendToAgent(): never; listenerCount(name: string): number };
    };
    mm(messenger, 'sendToAgent', () => assert.fail('the agent was asked'));
    assert.deepEqual(await statuses('/login', 8), Array(8).fill(401));
    assert.equal(messenger.listenerCount('tegg-passport:counted'), 0);
  });

  it('Redis holds no account and no address', async () => {
    await started({ store: 'redis' });
    await statuses('/login', 1, 'ada.lovelace');
    const { redis } = on.app as unknown as { redis: { keys(pattern: string): Promise<string[]> } };
    const keys = await redis.keys('*');
    assert.equal(keys.length, 2);
    for (const key of keys) assert.match(key, /^passport:throttle:[\w-]{22}$/);
  });
});

describe('a client of several in egg-redis', () => {
  it('is named, and keeps the counts', async () => {
    const redis = await Redis.start();
    const client = (db: number): string => `{ host: '127.0.0.1', port: ${redis.port}, password: '', db: ${db} }`;
    const { app, close } = await generate({
      ...ONE('{}'),
      'config/plugin.ts': plugins(`redis: { enable: true, package: 'egg-redis' },`),
      'config/config.default.ts': config(`redis: { clients: { a: ${client(1)}, b: ${client(2)} } },
        passport: { throttle: { points: 1, duration: '1m', client: 'b' } }`),
    });
    try {
      const guess = () => app.httpRequest().post('/login').send({ username: 'ada', password: 'x' });
      await guess().expect(401);
      await guess().expect(429);
      const { redis: clients } = app as unknown as { redis: { get(name: string): { dbsize(): Promise<number> } } };
      assert.deepEqual([await clients.get('a').dbsize(), await clients.get('b').dbsize()], [0, 2]);
    } finally {
      await close();
      await redis.stop();
    }
  });

  for (const name of [undefined, 'c']) {
    it(`stops the boot where ${name ? 'another' : 'none'} is named`, async () => {
      const redis = await Redis.start();
      const client = `{ host: '127.0.0.1', port: ${redis.port}, password: '', db: 0 }`;
      try {
        const { error } = await refused({
          ...ONE('{}'),
          'config/plugin.ts': plugins(`redis: { enable: true, package: 'egg-redis' },`),
          'config/config.default.ts': config(`redis: { clients: { a: ${client}, b: ${client} } },
            passport: { throttle: ${JSON.stringify({ points: 1, duration: '1m', client: name })} }`),
        });
        assert.equal(error.code, 'throttle_options', error.message);
        assert.match(error.message, /Name one of a, b/);
      } finally {
        await redis.stop();
      }
    });
  }
});

/** An application with one login. */
const ONE = (options: string, strategy = 'local'): Files => ({
  ...inModule('login', {
    Logins: `
      import { Strategy as LocalStrategy } from 'passport-local';
      @Strategy('local', LocalStrategy) export class PasswordLogin { validate(name: string, password: string) { return null; } }
      @Strategy('key') export class KeyLogin { authenticate(ctx) { return null; } }
      @AuthVerifier() export class Keeper { serializeUser(ctx, user) { return user; } deserializeUser(ctx, user) { return user; } }`,
  }),
  ...controllers({
    OneController: `@HTTPController({ path: '/' }) export class OneController {
      @Login(${strategy.startsWith('[') ? strategy : `'${strategy}'`}, ${options}) ${post('/login')} async login() {} }`,
  }),
});
const throttle = (options: string, strategy?: string): Files => ONE(`{ throttle: ${options} as never }`, strategy);
const configured = (options: string): Files => ({
  ...ONE('{}'),
  'config/config.default.ts': config(`passport: { throttle: ${options} }`),
});

describe('a throttle that makes no sense stops the boot:', () => {
  const MISTAKES: Record<string, [Files, RegExp]> = {
    'points that are none': [throttle(`{ points: 0, duration: '1m' }`), /has 0 for `points`/],
    'points for what is not counted': [throttle(`{ points: { acount: 5 }, duration: '1m' }`), /"acount"/],
    'points for one of two': [throttle(`{ points: { ip: 5 }, duration: '1m' }`), /says no `points` for 'account'/],
    'no points': [throttle(`{ duration: '1m' }`), /says no `points`/],
    'no duration': [throttle(`{ points: 5 }`), /says no `duration`/],
    'a duration that is none': [throttle(`{ points: 5, duration: 'soon' }`), /"soon" for `duration`/],
    'less than a second, which had no end in Redis': [throttle(`{ points: 5, duration: 999 }`), /999 for `duration`/],
    'a month, which timers do not wait for': [throttle(`{ points: 5, duration: '30d' }`), /24 days at most/],
    'another key': [throttle(`{ points: 5, duration: '1m', by: ['user'] }`), /\["user"\] for `by`/],
    'no key': [throttle(`{ points: 5, duration: '1m', by: [] }`), /\[\] for `by`/],
    'a misspelled option': [throttle(`{ points: 5, durration: '1m' }`), /no option 'durration'/],
    'an account that is no function': [
      throttle(`{ points: 5, duration: '1m', account: 'email' }`),
      /function of the request/,
    ],
    'points that no JSON shows': [throttle(`{ points: 5n, duration: '1m' }`), /has bigint for `points`/],
    'points for what it does not count by': [
      throttle(`{ points: { account: 5, ip: 50 }, duration: '1m', by: 'account' }`),
      /says `points` for 'ip', and does not count by it/,
    ],
    'an account that it does not count by': [
      throttle(`{ points: 5, duration: '1m', by: ['ip'], account: () => 'ada' }`),
      /says `account`, and does not count by it/,
    ],
    'no options': [throttle('true'), /is true/],
    null: [throttle('null'), /is null/],
    'an account that nobody knows': [
      throttle(`{ points: 5, duration: '1m', by: 'account' }`, 'key'),
      /counts by 'account'/,
    ],
    'an account that not every strategy knows': [
      throttle(`{ points: 5, duration: '1m', by: ['account', 'ip'] }`, `['local', 'key']`),
      /counts by 'account'/,
    ],
    'one strategy twice': [throttle(`{ points: 5, duration: '1m' }`, `['local', 'local']`), /apart/],
    'half of a default': [configured(`{ points: 5 }`), /config\.passport\.throttle` says no `points` or no `duration`/],
    'a default with a misspelled option': [configured(`{ point: 5, duration: '1m' }`), /no option 'point'/],
    'a client without egg-redis': [configured(`{ points: 5, duration: '1m', client: 'a' }`), /there is no egg-redis/],
    'a login of app.passport': [
      {
        ...ONE('{}'),
        'app/router.ts': `export default app => { app.post('/x', app.passport.authenticate('local', { throttle: { points: 5 } })); };`,
      },
      /says no `duration`/,
    ],
  };

  for (const [name, [files, message]] of Object.entries(MISTAKES)) {
    it(name, async () => {
      const { error } = await refused(files);
      assert.equal(error.code, 'throttle_options', error.message);
      assert.match(error.message, message);
    });
  }

  it('and the message names class, method and file', async () => {
    const { error, baseDir } = await refused(throttle(`{ points: 5 }`));
    assert.deepEqual([error.className, error.method], ['OneController', 'login']);
    assert.equal(error.file, `${baseDir}/app/controller/OneController.ts`);
  });

  it('or, of a login that no class has, the file', async () => {
    const [files] = MISTAKES['a login of app.passport'];
    const { error, baseDir } = await refused(files);
    assert.equal(error.file, `${baseDir}/app/router.ts`);
  });

  it('or, of a mounted strategy, its class', async () => {
    const { error } = await refused(
      inModule('mounted', {
        KeyLogin: `@Strategy('key', { mount: { throttle: { points: 5 } } }) export class KeyLogin { authenticate() { return null; } }
          @AuthVerifier() export class Keeper { serializeUser(ctx, user) { return user; } deserializeUser(ctx, user) { return user; } }`,
      }),
    );
    assert.deepEqual([error.code, error.className], ['throttle_options', 'KeyLogin'], error.message);
  });

  it('but false is a throttle that is none, in the configuration too', async () => {
    const { close } = await generate({ ...configured('false') });
    await close();
  });
});

describe('an API without sessions', () => {
  it('is 503 to browsers too while nothing can be counted', async () => {
    const { app, close } = await generate(
      {
        ...ONE(`{ session: false, throttle: { points: 5, duration: '1m' } }`),
        'config/plugin.ts': plugins(`session: false,`),
        'config/config.default.ts': config(`passport: { session: { timeout: 100 } }`),
      },
      { env: 'prod' },
    );
    try {
      mm((app as unknown as { messenger: { sendToAgent(): void } }).messenger, 'sendToAgent', () => {});
      const res = await app
        .httpRequest()
        .post('/login')
        .set('Accept', 'text/html')
        .send({ username: 'a', password: 'b' });
      assert.equal(res.status, 503);
      assert.equal(res.headers['retry-after'], '5');
      mm.restore();
      await app.httpRequest().post('/login').send({ username: 'a', password: 'b' }).expect(401);
    } finally {
      mm.restore();
      await close();
    }
  });
});
