import type { MockApplication } from 'egg-mock';
import { randomBytes } from 'node:crypto';
import { SessionCodec } from '#src/passport/cookie/SessionCodec';
import { encoded, encrypt } from '../support/eggCookie';
import { generate, plugins, type Files } from '../support/generate';
import { listen } from '../support/listen';
import { Redis } from '../support/redis';
import { controllers, get, inModule, post } from '../support/running';
import type { StoreName } from '../support/sessionStores';
import { startStandIn, type StandIn } from '../support/standIn';
import { Wire } from './Wire';

/** What no answer may hold. */
export const SECRETS = {
  key: 'the key of the application',
  password: 'correct horse battery',
  token: 'the token of an API',
} as const;

/** Where browsers find the application, whatever a request says. */
export const ORIGIN = 'https://www.example.com';
export const SHOP = 'https://shop.example.com';

const APP: Files = {
  ...inModule('login', {
    Logins: `
      import { Strategy as LocalStrategy } from 'passport-local';
      import { Strategy as BearerStrategy } from 'passport-http-bearer';
      import { Strategy as GitHubStrategy } from 'passport-github2';
      const ACCOUNTS = new Map(['ada', 'alan', 'eve'].map(name => [name, { name }]));
      @SingletonProto({ accessLevel: AccessLevel.PUBLIC }) export class Seen { readonly values: unknown[] = []; }
      @Strategy('local', LocalStrategy) export class PasswordLogin { @Inject() private readonly seen: Seen;
        validate(name: string, password: string) {
          this.seen.values.push(name, password);
          return password === '${SECRETS.password}' ? (ACCOUNTS.get(name) ?? null) : null; } }
      @Strategy('bearer', BearerStrategy) export class TokenLogin { @Inject() private readonly seen: Seen;
        validate(token: string) { this.seen.values.push(token); return token === '${SECRETS.token.replaceAll(' ', '')}' ? { name: 'eve' } : null; } }
      @Strategy('github', GitHubStrategy, { mount: true }) export class GithubLogin {
        validate(accessToken, refreshToken, profile) { return ACCOUNTS.get(profile.username) ?? null; } }
      @AuthVerifier() export class Keeper {
        serializeUser(ctx, user) { return user.name; }
        deserializeUser(ctx, name) { return ACCOUNTS.get(name) ?? null; } }`,
  }),
  ...controllers({
    PageController: `@HTTPController({ path: '/' }) export class PageController {
      @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user.name; }
      @Authenticated('bearer') ${get('/token')} async token(@CurrentUser() user) { return user.name; }
      @Authenticated('bearer') ${post('/token')} async post(@CurrentUser() user) { return user.name; }
      @Authenticated(['session', 'bearer']) ${get('/either')} async either(@CurrentUser() user) { return user.name; }
      ${get('/who')} async who(@CurrentUser({ optional: true }) user) { return user?.name ?? 'nobody'; }
      @Login('local') ${post('/login')} async login(@CurrentUser() user) { return user.name; }
      @Login('local', { successReturnToOrRedirect: '/home' }) ${post('/form')} async form() {}
      ${post('/logout')} async logout(@Context() ctx) { await ctx.logout(); return 'out'; } }`,
  }),
};

const IN_REDIS = `
  redis: { enable: true, package: 'egg-redis' },
  sessionRedis: { enable: true, package: 'egg-session-redis' },`;

/** An application in production, with everything that a request can reach. */
export class Site {
  private readonly codec = new SessionCodec({ keys: [SECRETS.key], name: 'EGG_SESS', eggCookiesUntil: 0 });

  private constructor(
    readonly wire: Wire,
    readonly provider: StandIn,
    readonly store: StoreName,
    private readonly app: MockApplication,
    readonly close: () => Promise<void>,
  ) {}

  static async start(store: StoreName): Promise<Site> {
    const provider = await startStandIn();
    const redis = store === 'redis' ? await Redis.start() : undefined;
    const { app, close } = await generate(
      {
        ...APP,
        'config/plugin.ts': plugins(redis ? IN_REDIS : ''),
        'config/config.default.ts': `export default {
          keys: '${SECRETS.key}', security: { csrf: { enable: false } },
          passport: { loginURL: '/sign-in', baseURL: '${ORIGIN}', redirectOrigins: ['${SHOP}'], session: { timeout: '30s' } },
          passportGithub: ${JSON.stringify(provider.options)},
          ${redis ? `redis: { client: { host: '127.0.0.1', port: ${redis.port}, password: '', db: 0 } },` : ''} };`,
      },
      { env: 'prod' },
    );
    const server = await listen(app.callback());
    return new Site(new Wire(Number(new URL(server.origin).port)), provider, store, app, async () => {
      await server.close();
      await close();
      await redis?.stop();
      await provider.close();
    });
  }

  /** The cookie of a session that holds this, as if the application had written it. */
  async session(content: object): Promise<string> {
    const stored = { _expire: Date.now() + 3_600_000, _maxAge: 3_600_000, ...content };
    if (this.store === 'cookie') return `EGG_SESS=${this.codec.encode(stored)}`;
    const id = randomBytes(32).toString('base64url');
    await (this.app as unknown as { redis: { set(key: string, value: string): Promise<void> } }).redis.set(
      id,
      JSON.stringify(stored),
    );
    return `EGG_SESS=${encoded(encrypt(SECRETS.key, id))}`;
  }

  /** The cookie of somebody who has logged in. */
  async login(name: string): Promise<string> {
    const body = new URLSearchParams({ username: name, password: SECRETS.password }).toString();
    const { status, cookies } = await this.wire.send({ method: 'POST', path: '/login', head: [FORM], body });
    if (status !== 200) throw new Error(`the login answers ${status}`);
    return cookies.join('; ');
  }

  /** What the strategies were asked about, since it was asked last. */
  async seen(): Promise<unknown[]> {
    const { obj } = await this.app.eggContainerFactory.getOrCreateEggObjectFromName('seen');
    return (obj as { values: unknown[] }).values.splice(0);
  }
}

/** The line of a form. */
export const FORM = 'Content-Type: application/x-www-form-urlencoded';
