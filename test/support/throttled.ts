import type { MockApplication } from 'egg-mock';
import { config, generate, plugins, type Files } from './generate';
import { listen } from './listen';
import { Redis } from './redis';
import { controllers, get, inModule, post, PUBLIC_PROTO } from './running';
import { Visitor } from './sessionStores';

/** Where an application keeps its counts. */
export type CountStore = 'memory' | 'redis';
export const COUNT_STORES: readonly CountStore[] = ['memory', 'redis'];

/** The password `right` is everybody's; every guess that reaches a strategy is written down. */
const LOGINS: Files = inModule('login', {
  Logins: `
    import { Strategy as LocalStrategy } from 'passport-local';
    @SingletonProto(${PUBLIC_PROTO}) export class Guesses { readonly all: string[] = []; gate?: Promise<void>; }
    const check = async (guesses, name, password) => {
      guesses.all.push(password);
      await guesses.gate;
      if (password === 'break') throw new Error('the database is down');
      return password === 'right' ? { name } : null; };
    @Strategy('local', LocalStrategy) export class PasswordLogin {
      @Inject() private readonly guesses: Guesses;
      async validate(name: string, password: string) { return check(this.guesses, name, password); } }
    @Strategy('pin', LocalStrategy, { options: { usernameField: 'phone', passwordField: 'pin' } }) export class PinLogin {
      @Inject() private readonly guesses: Guesses;
      async validate(phone: string, pin: string) { return check(this.guesses, phone, pin); } }
    @Strategy('key') export class KeyLogin {
      @Inject() private readonly guesses: Guesses;
      async authenticate(ctx) { return check(this.guesses, 'robot', ctx.get('x-api-key')); } }
    @AuthVerifier() export class Keeper {
      serializeUser(ctx, user) { return user.name; }
      deserializeUser(ctx, name) { return { name }; } }`,
});

/** A login endpoint, by the path that it gets. */
const login = (path: string, args: string): string =>
  `@Login(${args}) ${post(path)} async ${path.slice(1).replaceAll('-', '_')}(@CurrentUser() user) { return user.name; }`;

const CONTROLLERS: Files = controllers({
  LoginController: `
    const throttle = { points: 5, duration: '15m', by: ['account', 'ip'] };
    const accounts = { points: 5, duration: '15m', by: 'account' };
    class Logins { ${login('/inherited', `'local', { throttle: { ...accounts, duration: '16m' } }`)} }
    @HTTPController({ path: '/' }) export class LoginController extends Logins {
      ${login('/login', `'local', { throttle }`)}
      ${login('/by-account', `'local', { throttle: accounts }`)}
      ${login('/by-both', `'local', { throttle: { points: { account: 5, ip: 3 }, duration: '15m' } }`)}
      ${login('/by-phone', `'pin', { throttle: { ...accounts, account: async ctx => ctx.request.body.phone } }`)}
      ${login('/by-key', `'key', { throttle: { points: 5, duration: '15m' } }`)}
      ${login('/either', `['local', 'pin'], { throttle }`)}
      ${login('/either-way', `['pin', 'local'], { throttle }`)}
      ${login('/either-by-phone', `['local', 'pin'], { throttle: { ...accounts, account: ctx => ctx.request.body.phone } }`)}
      ${login('/page', `'local', { throttle: accounts, failureRedirect: '/login?failed' }`)}
      @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user.name; } }`,
});

/** What an application whose logins are throttled is started with. */
export interface ThrottledOptions {
  readonly store?: CountStore;
  /** In `config.passport`. */
  readonly passport?: string;
  /** Beside it. */
  readonly more?: string;
  readonly files?: Files;
  readonly options?: object;
}

/** An application whose logins are throttled, and the Redis that may keep its counts. */
export interface Throttled {
  readonly app: MockApplication;
  readonly redis?: Redis;
  /** A browser of its own. */
  browser(): Visitor;
  /** The status that a guess of this password is answered with. */
  guess(name: string, password: string, path?: string, headers?: Record<string, string>): Promise<number>;
  /** The passwords that strategies have looked at. */
  guesses(): Promise<string[]>;
  /** No strategy answers before this is called. */
  hold(): Promise<() => void>;
  close(): Promise<void>;
}

// On a busy machine an answer may take its time, and be no fault.
const CALM = `session: { timeout: '30s' }`;

/** Starts it. */
export async function startThrottled({
  store = 'memory',
  passport = CALM,
  more = '',
  files = {},
  options = {},
}: ThrottledOptions = {}): Promise<Throttled> {
  const redis = store === 'redis' ? await Redis.start() : undefined;
  const client = redis && `redis: { client: { host: '127.0.0.1', port: ${redis.port}, password: '', db: 0 } },`;
  const { app, close } = await generate(
    {
      'config/plugin.ts': plugins(redis ? `redis: { enable: true, package: 'egg-redis' },` : ''),
      'config/config.default.ts': config(`passport: { ${passport} }, ${client ?? ''} ${more}`),
      ...LOGINS,
      ...CONTROLLERS,
      ...files,
    },
    options,
  ).catch(async (err: unknown) => {
    await redis?.stop();
    throw err;
  });
  const server = await listen(app.callback());
  const written = async (): Promise<{ all: string[]; gate?: Promise<void> }> =>
    (await app.eggContainerFactory.getOrCreateEggObjectFromName('guesses')).obj as never;
  const browser = (): Visitor => new Visitor(server.origin);
  return {
    app,
    redis,
    browser,
    async guess(name, password, path = '/login', headers = {}) {
      const form = { username: name, password, phone: name, pin: password };
      return (await browser().post(path, form, headers)).status;
    },
    guesses: async () => (await written()).all,
    async hold() {
      const kept = await written();
      let open = (): void => {};
      kept.gate = new Promise(resolve => (open = resolve));
      return open;
    },
    async close() {
      redis?.resume();
      await server.close();
      await close();
      await redis?.stop();
    },
  };
}
