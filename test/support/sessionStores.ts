import type { RequestListener } from 'node:http';
import type { MockApplication } from 'egg-mock';
import { Browser, type Page } from './Browser';
import { config, generate, plugins, type Files } from './generate';
import { listen, type Listening } from './listen';
import { Redis } from './redis';
import { controllers, get, inModule, post } from './running';

/** Where an application keeps its sessions. */
export type StoreName = 'cookie' | 'redis';
export const STORES: readonly StoreName[] = ['cookie', 'redis'];

const ACCOUNTS: Files = inModule('accounts', {
  Accounts: `
    @SingletonProto({ accessLevel: AccessLevel.PUBLIC }) export class Accounts {
      readonly passwords = new Map<string, number>(); readonly disabled = new Set<string>(); failure?: () => unknown; }
    export class Gate {
      entered = Promise.withResolvers?.() ?? defer(); opened = defer(); }
    function defer() { let resolve; const promise = new Promise(done => { resolve = done; }); return { promise, resolve }; }
    @SingletonProto({ accessLevel: AccessLevel.PUBLIC }) export class Gates { current = new Gate(); next() { return (this.current = new Gate()); } }
    @AuthVerifier() export class Keeper {
      @Inject() private readonly accounts: Accounts;
      serializeUser(ctx, user) { return user.name; }
      async deserializeUser(ctx, name) { await this.accounts.failure?.(); return this.accounts.disabled.has(name) ? null : { name }; }
      stamp(user) { return this.accounts.passwords.get(user.name) ?? 0; } }`,
});

const CONTROLLERS = controllers({
  SessionController: `
    @HTTPController({ path: '/' }) export class SessionController {
      @Inject() private readonly authService: AuthService;
      @Inject() private readonly gates: { current: { entered: { resolve(): void }; opened: { promise: Promise<void> }; late?: Promise<string> } };
      ${post('/login')} async login(@HTTPBody() body) { await this.authService.login(body); return 'in'; }
      ${post('/login-slowly')} async slowLogin(@HTTPBody() body) {
        await this.authService.login(body);
        const { current } = this.gates; current.entered.resolve(); await current.opened.promise; return 'in'; }
      ${post('/login-and-keep')} async keep(@HTTPBody() body) { await this.authService.login(body, { keepSessionInfo: true }); return 'in'; }
      ${post('/login-and-throw')} async fails(@HTTPBody() body) { await this.authService.login(body); throw new Error('later'); }
      ${post('/login-and-500')} async answers(@HTTPBody() body, @Context() ctx) { await this.authService.login(body); ctx.status = 500; return 'sorry'; }
      ${post('/login-and-save-and-throw')} async saves(@HTTPBody() body, @Context() ctx) {
        await this.authService.login(body); await ctx.session.save(); throw new Error('later'); }
      ${post('/login-and-save-and-500')} async savesToo(@HTTPBody() body, @Context() ctx) {
        await this.authService.login(body); await ctx.session.save(); ctx.status = 500; return 'sorry'; }
      ${post('/login-and-forget')} async forgets(@HTTPBody() body, @Context() ctx) { await this.authService.login(body); delete ctx.session.passport; return 'none'; }
      ${post('/login-and-null')} async gives(@HTTPBody() body, @Context() ctx) { await this.authService.login(body); ctx.session = null; return 'none'; }
      ${post('/login-for')} async lasting(@HTTPBody() body, @Context() ctx) {
        ctx.session.maxAge = Number(body.maxAge); await this.authService.login({ name: body.name }); return 'in'; }
      ${post('/out-and-login')} async anew(@HTTPBody() body) {
        await this.authService.logout({ keepSessionInfo: true }); await this.authService.login(body); return 'in'; }
      ${post('/login-too-late')} async late(@HTTPBody() body) {
        const { current } = this.gates;
        current.late = current.opened.promise.then(() => this.authService.login(body)).then(() => 'in', ({ code }) => code);
        return 'soon'; }
      ${post('/login-and-out')} async both(@HTTPBody() body) { await this.authService.login(body); await this.authService.logout(); return 'out'; }
      ${post('/logout')} async logout() { await this.authService.logout(); return 'out'; }
      ${get('/logout')} async logoutByLink() { await this.authService.logout(); return 'out'; }
      ${post('/everywhere')} async everywhere(@HTTPBody() body) { await this.authService.logoutEverywhere(body); return 'out'; }
      ${post('/everywhere-else')} async elsewhere(@HTTPBody() body) {
        await this.authService.logoutEverywhere(body); await this.authService.login(body); return 'in'; }
      @Authenticated() ${get('/sessions')} async sessions(@CurrentUser() user) { return this.authService.sessions(user); }
      @Authenticated() ${post('/end-session')} async end(@HTTPBody() body) { return String(await this.authService.endSession(body.id)); }
      @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user.name; }
      ${get('/who')} async who(@CurrentUser({ optional: true }) user) { return user?.name ?? 'nobody'; }
      ${get('/open')} async open() { return 'open'; }
      ${get('/session')} async show(@Context() ctx) { return ctx.session; }
      ${post('/session')} async write(@HTTPBody() body, @Context() ctx) { Object.assign(ctx.session, body); return 'written'; }
      ${get('/slow')} async slow(@Context() ctx) {
        const { current } = this.gates; ctx.session.visits = (ctx.session.visits ?? 0) + 1;
        current.entered.resolve(); await current.opened.promise; return 'slow'; }
      ${get('/csrf')} async csrf(@Context() ctx) { return ctx.csrf; } }`,
});

/** An application with sessions, and the Redis that they may be in. */
export interface WithSessions {
  readonly app: MockApplication;
  readonly origin: string;
  readonly redis?: Redis;
  /** A browser of its own, that asks this application. */
  browser(): Visitor;
  /** When the application has done with the request that came last. */
  ended(): Promise<void>;
  object<T>(name: string): Promise<T>;
  close(): Promise<void>;
}

// On a busy machine an answer may take its time, and be no fault.
const CALM = `passport: { session: { timeout: '30s' } }`;

/** Starts it. `more` goes into the application's config. */
export async function withSessions(store: StoreName, more = CALM, options: object = {}): Promise<WithSessions> {
  const redis = store === 'redis' ? await Redis.start() : undefined;
  const inRedis = redis && {
    'config/plugin.ts': plugins(`
      redis: { enable: true, package: 'egg-redis' },
      sessionRedis: { enable: true, package: 'egg-session-redis' },`),
    'config/config.default.ts': config(`
      redis: { client: { host: '127.0.0.1', port: ${redis.port}, password: '', db: 0 } }, ${more}`),
  };
  const sources = { 'config/config.default.ts': config(more), ...inRedis, ...ACCOUNTS, ...CONTROLLERS };
  const { app, close } = await generate(sources, options).catch(async (err: unknown) => {
    await redis?.stop();
    throw err;
  });
  const handler = (
    app as unknown as { callback(): (...args: Parameters<RequestListener>) => Promise<void> }
  ).callback();
  let last: Promise<void> | undefined;
  const server: Listening = await listen((req, res) => void (last = handler(req, res)));
  return {
    app,
    origin: server.origin,
    redis,
    browser: () => new Visitor(server.origin),
    ended: async () => last,
    object: async <T>(name: string) => (await app.eggContainerFactory.getOrCreateEggObjectFromName(name)).obj as T,
    async close() {
      redis?.resume();
      await server.close();
      await close();
      await redis?.stop();
    },
  };
}

/** A browser at one site. */
export class Visitor {
  private readonly browser = new Browser();

  constructor(private readonly origin: string) {}

  get(path: string, headers?: Record<string, string>): Promise<Page> {
    return this.browser.get(this.origin + path, { Accept: 'application/json', ...headers });
  }

  post(path: string, form?: Record<string, string>, headers?: Record<string, string>): Promise<Page> {
    return this.browser.post(this.origin + path, form, { Accept: 'application/json', ...headers });
  }

  async login(name: string): Promise<this> {
    const page = await this.post('/login', { name });
    if (page.status !== 200) throw new Error(`the login answers ${page.status}: ${page.text}`);
    return this;
  }

  /** Whom a second request finds: its name, or `nobody`. */
  async who(): Promise<string> {
    return (await this.get('/who')).text;
  }

  /** Its cookies, as they are now. */
  cookies(): string {
    return this.browser.cookieHeader(this.origin);
  }

  /** Whom a copy of the cookies finds. */
  async whoWith(cookie: string): Promise<string> {
    const res = await fetch(`${this.origin}/who`, { headers: { cookie } });
    return res.text();
  }
}
