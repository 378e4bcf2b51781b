import type { MockApplication } from 'egg-mock';
import type { LoginAsOptions } from 'tegg-passport/testing';
import { generate, moduleJson, type Files } from './generate';
import { inRedis } from './inRedis';
import { Redis } from './redis';

/** What generated sources import. */
export const TEGG = `import { AccessLevel, Acl, Context, ContextProto, Host, HTTPBody, HTTPController, HTTPMethod, HTTPMethodEnum, HTTPParam, HTTPQuery, Inject, LifecycleInit, Middleware, SingletonProto } from '@eggjs/tegg';`;
export const OURS = `import { Authenticated, AuthenticationError, AuthorizationError, AuthPolicy, AuthService, AuthVerifier, CurrentUser, Login, policy, Public, Roles, Strategy } from 'tegg-passport';`;
export const PUBLIC_PROTO = `{ accessLevel: AccessLevel.PUBLIC }`;

export const get = (path: string): string => `@HTTPMethod({ method: HTTPMethodEnum.GET, path: '${path}' })`;
export const post = (path: string): string => `@HTTPMethod({ method: HTTPMethodEnum.POST, path: '${path}' })`;

/** Controllers, by class name. */
export const controllers = (sources: Record<string, string>): Files =>
  Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [`app/controller/${name}.ts`, `${TEGG}\n${OURS}\n${source}`]),
  );

/** A tegg module under `app/module/`, its classes by file. */
export const inModule = (name: string, files: Record<string, string>): Files => ({
  [`app/module/${name}/package.json`]: moduleJson(name),
  ...Object.fromEntries(
    Object.entries(files).map(([file, source]) => [`app/module/${name}/${file}.ts`, `${TEGG}\n${OURS}\n${source}`]),
  ),
});

/** Logins with the name as the account. Some names have roles, and an account can be deleted. */
export const LOGIN: Files = inModule('login', {
  Logins: `
    import { Strategy as LocalStrategy } from 'passport-local';
    const ROLES = { root: ['admin'], ed: ['editor'], both: ['editor', 'admin'], text: 'admin', list: [['admin']], none: [] };
    const withRoles = user => (user.name in ROLES ? { ...user, roles: ROLES[user.name] } : user);
    @SingletonProto({ accessLevel: AccessLevel.PUBLIC }) export class Accounts {
      readonly deleted = new Set<string>();
      restored = 0;
      find(name: string) { return this.deleted.has(name) ? null : withRoles({ name }); } }
    @Strategy('local', LocalStrategy) export class PasswordLogin {
      @Inject() private readonly accounts: Accounts;
      validate(name: string, password: string) {
        if (password === 'break') throw new Error('the database at 10.0.0.1 is down');
        return password === 'right' ? this.accounts.find(name) : null; } }
    @Strategy('api-key') export class KeyLogin {
      calls = 0;
      authenticate(ctx) {
        this.calls++;
        const key = ctx.get('x-api-key');
        if (!key) throw new AuthenticationError('no api key', { challenge: 'ApiKey' });
        return key === 'wrong' ? null : { name: key }; } }
    @AuthVerifier() export class Keeper {
      @Inject() private readonly accounts: Accounts;
      verify(ctx, user) { return user.name === 'nobody' ? null : withRoles(user); }
      serializeUser(ctx, user) { return user.name; }
      deserializeUser(ctx, name) {
        this.accounts.restored++;
        if (name === 'break') throw new Error('the database at 10.0.0.1 is down');
        return this.accounts.find(name); } }`,
});

/** A login endpoint, what the session holds, and a way to write it. */
export const LOGIN_CONTROLLER = `@HTTPController({ path: '/' }) export class LoginController {
  @Login('local') ${post('/login')} async login(@CurrentUser() user) { return user; }
  ${get('/session')} async show(@Context() ctx) { return ctx.session; }
  ${post('/session')} async write(@HTTPBody() body, @Context() ctx) { Object.assign(ctx.session, body); return 'written'; } }`;

export const cookiesOf = (res: { headers: Record<string, unknown> }): string[] => res.headers['set-cookie'] as string[];

/** Asks as a browser does for a page. */
export const HTML = { Accept: 'text/html,application/xhtml+xml' };
export const JSON_ONLY = { Accept: 'application/json' };

type Headers = Record<string, string | string[]>;

/** An application for the tests of one `describe`, and what they ask it. */
export function running(files: Files, options?: object, store: 'cookie' | 'redis' = 'cookie') {
  const asked = {
    app: undefined as unknown as MockApplication,
    get: (path: string, headers: Headers = {}) =>
      asked.app
        .httpRequest()
        .get(path)
        .set(headers as Record<string, string>),
    post: (path: string, headers: Headers = {}) =>
      asked.app
        .httpRequest()
        .post(path)
        .set(headers as Record<string, string>),
    /** The cookies of somebody who has logged in. */
    async login(name: string): Promise<string[]> {
      return cookiesOf(await asked.post('/login').send({ username: name, password: 'right' }).expect(200));
    },
    /** An agent of somebody who is logged in. */
    agent: (name: string, login?: LoginAsOptions) => asked.app.loginAs({ name }, login),
    object: async <T>(name: string): Promise<T> =>
      (await asked.app.eggContainerFactory.getOrCreateEggObjectFromName(name)).obj as T,
  };
  let close: () => Promise<void>;
  let redis: Redis | undefined;
  before(async () => {
    redis = store === 'redis' ? await Redis.start() : undefined;
    ({ app: asked.app, close } = await generate({ ...LOGIN, ...files, ...(redis && inRedis(redis.port)) }, options));
  });
  after(async () => {
    await close?.();
    await redis?.stop();
  });
  return asked;
}
