import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import type { MockApplication } from 'egg-mock';
import { Browser, type Page } from './Browser';
import { config, generate, type Files } from './generate';
import { inRedis } from './inRedis';
import { listen } from './listen';
import { Redis } from './redis';
import { controllers, get, inModule } from './running';
import type { StoreName } from './sessionStores';

const APP: Files = {
  // Registered as egg-passport's applications do it.
  'app/router.ts': `
    import { Strategy as OpenIDConnectStrategy } from 'passport-openidconnect';
    export default app => {
      const { key: clientID, secret: clientSecret, ...urls } = app.config.passportByhand;
      app.passport.use('byhand', new OpenIDConnectStrategy({ ...urls, clientID, clientSecret, callbackURL: '/passport/byhand/callback' },
        (issuer, profile, done) => done(null, { issuer, id: profile.id })));
      app.passport.mount('byhand'); };`,
  ...inModule('login', {
    Login: `
    import { Strategy as OpenIDConnectStrategy } from 'passport-openidconnect';
    @Strategy('oidc', OpenIDConnectStrategy, { mount: true, options: { skipUserProfile: false } })
    export class OpenIDLogin {
      validate(issuer, profile, context, idToken, accessToken, refreshToken) { return { issuer, id: profile.id }; } }
    @AuthVerifier() export class Keeper {
      serializeUser(ctx, user) { return user; }
      deserializeUser(ctx, user) { return user; } }`,
  }),
  ...controllers({
    PageController: `@HTTPController({ path: '/' }) export class PageController {
      ${get('/me')} async me(@CurrentUser({ optional: true }) user) { return { user: user ?? null }; }
      ${get('/session')} async session(@Context() ctx) { return ctx.session; } }`,
  }),
};

/** What an OpenID provider needs to be told, and is. */
export interface OpenIDOptions {
  readonly issuer: string;
  readonly authorizationURL: string;
  readonly tokenURL: string;
  readonly userInfoURL: string;
  readonly key: string;
  readonly secret: string;
  readonly scope?: string;
}

/** An application that logs in with OpenID Connect, by a class and by hand. */
export interface OpenIDSite {
  readonly app: MockApplication;
  readonly origin: string;
  /** Begins a login; the parameters with which the browser is sent away. */
  start(browser: Browser, path?: string): Promise<Record<string, string>>;
  /** The provider sends the browser back. */
  back(browser: Browser, query: Record<string, string>, path?: string): Promise<Page>;
  /** Who a second request of this browser comes from. */
  userOf(browser: Browser): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts it, with the provider that is told where it is. */
export async function startOpenIDSite(
  store: StoreName,
  provider: (origin: string) => Promise<OpenIDOptions>,
  files: Files = {},
): Promise<OpenIDSite> {
  let handler: RequestListener;
  const server = await listen((req, res) => handler(req, res));
  const options = JSON.stringify(await provider(server.origin));
  const redis = store === 'redis' ? await Redis.start() : undefined;
  const { app, close } = await generate({
    ...APP,
    ...(redis && inRedis(redis.port)),
    'config/config.default.ts': config(`
      passport: { loginURL: '/login', baseURL: '${server.origin}' },
      passportOidc: ${options}, passportByhand: ${options}, passportCompany: ${options}, passportCompanyLink: ${options},`),
    ...files,
  });
  handler = (app as unknown as { callback(): RequestListener }).callback();
  const { origin } = server;
  return {
    app,
    origin,
    async start(browser, path = '/passport/oidc') {
      const away = await browser.get(origin + path);
      assert.equal(away.status, 302, away.text);
      return Object.fromEntries(new URL(String(away.location)).searchParams);
    },
    back(browser, query, path = '/passport/oidc/callback') {
      const accept = 'application/json';
      return browser.get(`${origin}${path}?${new URLSearchParams(query).toString()}`, { accept });
    },
    async userOf(browser) {
      return (await browser.get(`${origin}/me`)).json().user;
    },
    async close() {
      await server.close();
      await close();
      await redis?.stop();
    },
  };
}
