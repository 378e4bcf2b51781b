import assert from 'node:assert/strict';
import type { MockApplication } from 'egg-mock';
import type { Browser, Page } from './Browser';
import { config, generate, plugins, type Files } from './generate';
import { listen } from './listen';
import { Redis } from './redis';
import { controllers, get, inModule } from './running';
import type { StoreName } from './sessionStores';
import { startStandIn, type StandIn } from './standIn';

const strategy = (name: string, options: string): string => `
  import { Strategy as GitHubStrategy } from 'passport-github2';
  @Strategy('${name}', GitHubStrategy, ${options}) export class ProviderLogin {
    validate(accessToken, refreshToken, profile) {
      if (profile.username === 'broken') throw new Error('what only the log may say');
      return { name: profile.username }; } }`;

const WEIBO = `passportWeibo: { enable: true, package: 'egg-passport-weibo' },`;
const IN_REDIS = `
  redis: { enable: true, package: 'egg-redis' },
  sessionRedis: { enable: true, package: 'egg-session-redis' },`;

const APP: Files = {
  'app/router.ts': `export default app => app.passport.mount('weibo');`,
  ...inModule('github', { Login: strategy('github', '{ mount: true }') }),
  ...inModule('gitlab', { Login: strategy('gitlab', `{ mount: { failureRedirect: '/login?failed' } }`) }),
  ...inModule('login', {
    Keeper: `
    @SingletonProto({ accessLevel: AccessLevel.PUBLIC }) export class Logins { readonly names: string[] = []; }
    @AuthVerifier() export class Keeper {
      @Inject() private readonly logins: Logins;
      verify(ctx, user) { this.logins.names.push(user.name); return user; }
      serializeUser(ctx, user) { return user.name; }
      deserializeUser(ctx, name) { return { name }; } }`,
  }),
  ...controllers({
    PageController: `@HTTPController({ path: '/' }) export class PageController {
      ${get('/me')} async me(@CurrentUser({ optional: true }) user) { return { user: user?.name ?? null }; }
      ${get('/session')} async session(@Context() ctx) { return ctx.session; }
      @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/session' })
      async write(@HTTPBody() body, @Context() ctx) { Object.assign(ctx.session, JSON.parse(body.session)); return 'written'; }
      @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/logout' })
      async logout(@Context() ctx) { await ctx.logout(); return 'out'; }
      @Authenticated() ${get('/members/:page')} async members(@CurrentUser() user) { return { user: user.name }; }
      @Login('github', { state: 'of the application', callbackURL: '/state/text' }) ${get('/state/text')}
      async text(@Context() ctx) { return ctx.req.authInfo; }
      @Login('github', { state: { cart: 7 }, callbackURL: '/state/object' }) ${get('/state/object')}
      async object(@Context() ctx) { return ctx.req.authInfo; } }`,
  }),
};

/** An application that logs in at a {@link StandIn}, in several ways. */
export interface OAuthSite {
  readonly app: MockApplication;
  readonly origin: string;
  readonly provider: StandIn;
  readonly redis?: Redis;
  /** Begins a login; the parameters with which the browser is sent away. */
  start(browser: Browser, path?: string): Promise<Record<string, string>>;
  /** The provider sends the browser back. */
  back(browser: Browser, query: Record<string, string>, path?: string, accept?: string): Promise<Page>;
  /** Who a second request of this browser comes from. */
  userOf(browser: Browser): Promise<unknown>;
  /** Whom the verifiers were asked about. */
  logins(): Promise<string[]>;
  close(): Promise<void>;
}

/** What an {@link OAuthSite} has beside the rest. */
export interface OAuthSiteOptions {
  readonly store?: StoreName;
  readonly files?: Files;
  /** Further configuration, given where the provider is. */
  readonly more?: (provider: StandIn) => string;
}

/** Starts provider and application. */
export async function startOAuthSite({
  store = 'cookie',
  files = {},
  more = () => '',
}: OAuthSiteOptions = {}): Promise<OAuthSite> {
  const provider = await startStandIn();
  const redis = store === 'redis' ? await Redis.start() : undefined;
  const own = JSON.stringify(provider.options);
  const { app, close } = await generate({
    ...APP,
    'config/plugin.ts': plugins(WEIBO + (redis ? IN_REDIS : '')),
    'config/config.default.ts': config(`
      passport: { loginURL: '/login' }, passportGithub: ${own}, passportGitlab: ${own},
      passportWeibo: { ...${own}, getuidAPI: '${provider.origin}/uid', getProfileAPI: '${provider.origin}/show' },
      ${redis ? `redis: { client: { host: '127.0.0.1', port: ${redis.port}, password: '', db: 0 } },` : ''}
      ${more(provider)}`),
    ...files,
  });
  const server = await listen(app.callback());
  const { origin } = server;
  return {
    app,
    origin,
    provider,
    redis,
    async start(browser, path = '/passport/github') {
      const away = await browser.get(origin + path);
      assert.equal(away.status, 302, away.text);
      const { searchParams } = new URL(String(away.location));
      return Object.fromEntries(searchParams);
    },
    back(browser, query, path = '/passport/github/callback', accept = 'application/json') {
      return browser.get(`${origin}${path}?${new URLSearchParams(query).toString()}`, { accept });
    },
    async userOf(browser) {
      const me = await browser.get(`${origin}/me`);
      assert.equal(me.status, 200, me.text);
      return me.json().user;
    },
    async logins() {
      const { obj } = await app.eggContainerFactory.getOrCreateEggObjectFromName('logins');
      return (obj as { names: string[] }).names;
    },
    async close() {
      await server.close();
      await close();
      await redis?.stop();
      await provider.close();
    },
  };
}
