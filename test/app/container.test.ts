import assert from 'node:assert/strict';
import { EggPrototypeLifecycleUtil, LoadUnitLifecycleUtil } from '@eggjs/tegg/helper';
import mm, { type MockApplication } from 'egg-mock';
import ts from 'typescript';
import { config, generate, moduleJson, plugins, remove, withApp, write, type Files } from '../support/generate';
import { listen } from '../support/listen';

const TEGG = `import { AccessLevel, ContextProto, HTTPController, HTTPMethod, HTTPMethodEnum, Inject, SingletonProto } from '@eggjs/tegg';`;
const OURS = `import { Authenticated, AuthenticationError, AuthService, AuthVerifier, CurrentUser, Login, Public, Strategy } from 'tegg-passport';`;
const PUBLIC = `{ accessLevel: AccessLevel.PUBLIC }`;
const get = (path: string): string => `@HTTPMethod({ method: HTTPMethodEnum.GET, path: '${path}' })`;
const post = (path: string): string => `@HTTPMethod({ method: HTTPMethodEnum.POST, path: '${path}' })`;

/** A tegg module under `app/module/`, its classes by file. */
const inModule = (name: string, files: Record<string, string>): Files => ({
  [`app/module/${name}/package.json`]: moduleJson(name),
  ...Object.fromEntries(
    Object.entries(files).map(([file, source]) => [`app/module/${name}/${file}.ts`, `${TEGG}\n${OURS}\n${source}`]),
  ),
});
const controller = (source: string): Files => ({ 'app/controller/PageController.ts': `${TEGG}\n${OURS}\n${source}` });

/** What a published package holds: JavaScript. */
const compile = (source: string): string =>
  ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  }).outputText;

type Cookies = string[];
const cookiesOf = (res: { headers: Record<string, unknown> }): Cookies => res.headers['set-cookie'] as Cookies;
const strategyOf = <T>(app: MockApplication, name: string): T => app.passport.strategy(name) as unknown as T;

describe('@Strategy', () => {
  it('over a passport strategy: validate gets its verify arguments and injects services', () =>
    withApp(
      {
        ...inModule('account', {
          Accounts: `@SingletonProto(${PUBLIC})
            export class Accounts { find(name: string, password: string) { return password === 'right' ? { name } : null; } }`,
        }),
        ...inModule('login', {
          PasswordLogin: `import { Strategy as LocalStrategy } from 'passport-local';
            import type { Accounts } from '../account/Accounts';
            @Strategy('local', LocalStrategy, { options: { usernameField: 'email' } })
            export class PasswordLogin {
              @Inject() private readonly accounts: Accounts;
              async validate(...args: string[]) { return this.accounts.find(args[0], args[1]) && { args }; }
            }`,
        }),
        ...controller(`@HTTPController({ path: '/' }) export class PageController {
          @Authenticated('local') ${post('/me')} async me(@CurrentUser() user) { return user; } }`),
      },
      async app => {
        await app
          .httpRequest()
          .post('/me')
          .send({ email: 'a', password: 'right' })
          .expect(200, { args: ['a', 'right'] });
        await app.httpRequest().post('/me').send({ email: 'a', password: 'wrong' }).expect(401);
      },
    ));

  it('without one: authenticate gets the request and injects services', () =>
    withApp(
      {
        ...inModule('account', {
          Accounts: `@SingletonProto(${PUBLIC}) export class Accounts { find(key: string) { return { '1': 0, '2': '' }[key]; } }`,
        }),
        ...inModule('login', {
          KeyLogin: `import type { Accounts } from '../account/Accounts';
            @Strategy('key') export class KeyLogin {
              @Inject() private readonly accounts: Accounts;
              async authenticate(ctx) { return this.accounts.find(ctx.get('x-key')); } }`,
        }),
        ...controller(`@HTTPController({ path: '/' }) export class PageController {
          @Authenticated('key') ${get('/me')} async me(@CurrentUser() user) { return { user }; } }`),
      },
      async app => {
        await app.httpRequest().get('/me').set('x-key', '1').expect(200, { user: 0 });
        await app.httpRequest().get('/me').set('x-key', '2').expect(200, { user: '' });
        await app.httpRequest().get('/me').expect(401);
      },
    ));

  describe('options', () => {
    const ECHO = `
      import { Strategy as Base } from 'passport';
      export class EchoStrategy extends Base { constructor(readonly options: object, readonly verify: Function) { super(); } }`;
    const login = (decorator: string, body = ''): Files => ({
      ...inModule('settings', {
        Settings: `@SingletonProto(${PUBLIC}) export class Settings { async load() { return { d: 'options()' }; } }`,
      }),
      ...inModule('login', {
        EchoLogin: `import type { Settings } from '../settings/Settings';
          ${ECHO.replace('export ', '')}
          @Strategy('echo-it', EchoStrategy, ${decorator})
          export class EchoLogin {
            @Inject() private readonly settings: Settings;
            validate(a) { return a; }
            ${body} }`,
      }),
    });
    const optionsOf = (app: MockApplication): Record<string, unknown> =>
      strategyOf<{ options: Record<string, unknown> }>(app, 'echo-it').options;
    const FIXED = { passReqToCallback: false, callbackURL: '/passport/echo-it/callback' };
    const ALL = `{ a: 'decorator', b: 'decorator', c: 'decorator', d: 'decorator' }`;

    for (const [file, source] of [
      ['module.yml', 'passportEchoIt:\n  b: module\n  c: module\n  d: module\n'],
      ['module.json', '{ "config": { "passportEchoIt": { "b": "module", "c": "module", "d": "module" } } }'],
    ] as const) {
      it(`come from the decorator, ${file}, the application and options(), the later winning`, () =>
        withApp(
          {
            ...login(`{ options: ${ALL} }`, 'async options() { return this.settings.load(); }'),
            [`app/module/login/${file}`]: source,
            'config/config.default.ts': config(`passportEchoIt: { c: 'application', d: 'application' }`),
          },
          async app => {
            assert.deepEqual(optionsOf(app), {
              ...FIXED,
              a: 'decorator',
              b: 'module',
              c: 'application',
              d: 'options()',
            });
          },
        ));
    }

    it('of another module do not count', () =>
      withApp(
        { ...login(`{ options: ${ALL} }`), 'app/module/settings/module.yml': 'passportEchoIt:\n  a: other\n' },
        async app => assert.equal(optionsOf(app).a, 'decorator'),
      ));

    it('never make the strategy pass the request, and the application configures the callback', () =>
      withApp(
        {
          ...login(`{ options: { passReqToCallback: true } }`),
          'config/config.default.ts': config(`passportEchoIt: { callbackURL: '/back' }`),
        },
        async app => assert.deepEqual(optionsOf(app), { passReqToCallback: false, callbackURL: '/back' }),
      ));

    it('key and secret of the configuration reach an OAuth 2 strategy, and those of OAuth 1', () =>
      withApp(
        {
          'config/config.default.ts': config(
            `passportGithub: { key: 'id', secret: 'hidden' }, passportTwitter: { key: 'id1', secret: 'hidden1' }`,
          ),
          ...inModule('login', {
            Logins: `import { Strategy as GitHubStrategy } from 'passport-github2';
              import { Strategy as TwitterStrategy } from 'passport-twitter';
              @Strategy('github', GitHubStrategy) export class GithubLogin { validate(a, b, profile) { return profile; } }
              @Strategy('twitter', TwitterStrategy) export class TwitterLogin { validate(a, b, profile) { return profile; } }`,
          }),
        },
        async app => {
          const github = strategyOf<{ _oauth2: Record<string, string> }>(app, 'github')._oauth2;
          const twitter = strategyOf<{ _oauth: Record<string, string> }>(app, 'twitter')._oauth;
          assert.deepEqual([github._clientId, github._clientSecret], ['id', 'hidden']);
          assert.deepEqual([twitter._consumerKey, twitter._consumerSecret], ['id1', 'hidden1']);
        },
      ));
  });

  it('mount: at the default place, at places of its own, by configuration, under full URLs, and not at all', () => {
    const login = (name: string, more: string): string =>
      `@Strategy('${name}', OAuth2Strategy, { options: { ...OAUTH, ...${more} } })
       export class ${name.toUpperCase()} { validate(a, b, profile) { return profile; } }`;
    const mounted = (name: string, mount: string): string =>
      `@Strategy('${name}', OAuth2Strategy, { options: OAUTH, mount: ${mount} })
       export class ${name.toUpperCase()} { validate(a, b, profile) { return profile; } }`;
    return withApp(
      {
        'config/config.default.ts': config(`
          passportC: { mount: true },
          passportD: { mount: { loginURL: '/d/in', callbackURL: '/d/back' } },
          passportF: { mount: false },
          passportG: { mount: true, loginURL: '/g/in', callbackURL: '/g/back' },`),
        ...inModule('login', {
          Logins: `import { Strategy as OAuth2Strategy } from 'passport-oauth2';
            const OAUTH = { authorizationURL: 'https://provider.example/authorize', tokenURL: 'https://provider.example/token',
              key: 'k', secret: 's' };
            ${mounted('a', 'true')}
            ${mounted('b', `{ loginURL: '/b/in', callbackURL: '/b/back', scope: 'all' }`)}
            ${login('c', '{}')}
            ${login('d', '{}')}
            ${mounted('e', `{ loginURL: 'https://app.example/e/in', callbackURL: 'https://app.example/e/back' }`)}
            ${mounted('f', 'true')}
            ${login('g', '{}')}
            @AuthVerifier() export class Keeper { serializeUser(ctx, u) { return u; } deserializeUser(ctx, u) { return u; } }`,
        }),
      },
      async app => {
        const start = async (path: string): Promise<[number, string?, string?]> => {
          const res = await app.httpRequest().get(path).set('Host', 'app.example');
          const url = res.status === 302 ? new URL(res.headers.location as string) : undefined;
          const callback = url?.searchParams.get('redirect_uri') ?? undefined;
          return [res.status, callback && new URL(callback).pathname, url?.searchParams.get('scope') ?? undefined];
        };
        assert.deepEqual(await start('/passport/a'), [302, '/passport/a/callback', undefined]);
        assert.deepEqual(await start('/b/in'), [302, '/b/back', 'all']);
        assert.deepEqual(await start('/passport/c'), [302, '/passport/c/callback', undefined]);
        assert.deepEqual(await start('/d/in'), [302, '/d/back', undefined]);
        assert.deepEqual(await start('/e/in'), [302, '/e/back', undefined]);
        assert.deepEqual(await start('/g/in'), [302, '/g/back', undefined]);
        assert.deepEqual(await start('/passport/f'), [404, undefined, undefined]);
        assert.deepEqual(await start('/passport/b'), [404, undefined, undefined]);
        for (const path of [
          '/passport/a/callback',
          '/b/back',
          '/passport/c/callback',
          '/d/back',
          '/e/back',
          '/g/back',
        ]) {
          // A callback out of nowhere is refused, and starts nothing.
          const res = await app.httpRequest().get(`${path}?code=made-up&state=made-up`);
          assert.equal(res.status, 401, path);
        }
      },
    );
  });
});

describe('strategies as modules', () => {
  const MACHINE = `
    import { Strategy } from 'tegg-passport';
    import { Strategy as Base } from 'passport';
    class OptionsStrategy extends Base { constructor(readonly options: object, readonly verify: Function) { super(); } }
    @Strategy('machine', OptionsStrategy, { options: { a: 'decorator', b: 'decorator' } })
    export class MachineLogin { validate(a) { return a; } }`;
  const DEPENDENCY: Files = {
    'node_modules/my-login/package.json': JSON.stringify({
      name: 'my-login',
      version: '1.0.0',
      eggModule: { name: 'myLogin' },
    }),
    'node_modules/my-login/MachineLogin.js': compile(MACHINE),
    'node_modules/my-login/module.json': JSON.stringify({
      config: { passportMachine: { b: 'module', c: 'module', d: 'module' } },
    }),
  };
  const LOCAL = inModule('login', {
    KeyLogin: `@Strategy('key') export class KeyLogin { authenticate(ctx) { return ctx.get('x-key') || null; } }`,
  });
  const PAGE = controller(`@Authenticated('key') @HTTPController({ path: '/' }) export class PageController {
    @Inject() private readonly authService: AuthService;
    ${get('/me')} async me() { return { user: this.authService.user }; } }`);
  const CONFIG = { 'config/config.default.ts': config(`passportMachine: { c: 'application', d: 'application' }`) };

  for (const [how, files] of [
    ['among the dependencies', { 'package.json': JSON.stringify({ name: 'a', dependencies: { 'my-login': '1' } }) }],
    [
      'in config/module.json',
      { 'config/module.json': JSON.stringify([{ path: '../app/module/login' }, { package: 'my-login' }]) },
    ],
  ] as const) {
    it(`one inside the application and one of npm, listed ${how}, are found and configured`, () =>
      withApp({ ...CONFIG, ...DEPENDENCY, ...LOCAL, ...PAGE, ...files }, async app => {
        assert.deepEqual(app.passport.strategyNames().sort(), ['key', 'machine', 'session']);
        assert.deepEqual(strategyOf<{ options: object }>(app, 'machine').options, {
          a: 'decorator',
          b: 'module',
          c: 'application',
          d: 'application',
          passReqToCallback: false,
          callbackURL: '/passport/machine/callback',
        });
        await app.httpRequest().get('/me').set('x-key', 'ada').expect(200, { user: 'ada' });
        await app.httpRequest().get('/me').expect(401);
      }));
  }

  it('a module that config/module.json does not list is not there', () =>
    withApp({ ...DEPENDENCY, ...LOCAL, 'config/module.json': JSON.stringify([{ package: 'my-login' }]) }, async app =>
      assert.deepEqual(app.passport.strategyNames(), ['session', 'machine']),
    ));

  it("the plugin's own module, listed in config/module.json, is there once", () =>
    withApp(
      {
        ...LOCAL,
        ...PAGE,
        'config/module.json': JSON.stringify([{ path: '../app/module/login' }, { package: 'tegg-passport' }]),
      },
      async app => {
        await app.httpRequest().get('/me').set('x-key', 'ada').expect(200, { user: 'ada' });
      },
    ));
});

describe('strategies and verifiers are ordinary objects of tegg', () => {
  it('can be injected, and AuthService is, in any module', () =>
    withApp(
      {
        ...inModule('login', {
          KeyLogin: `@Strategy('key') export class KeyLogin { kind = 'strategy'; authenticate(ctx) { return ctx.get('x-key') || null; } }`,
          Keeper: `@AuthVerifier() export class Keeper { kind = 'verifier'; verify(ctx, user) { return user; } }`,
        }),
        ...inModule('report', {
          Report: `import type { KeyLogin } from '../login/KeyLogin';
            import type { Keeper } from '../login/Keeper';
            @SingletonProto(${PUBLIC}) export class Report {
              @Inject() private readonly keyLogin: KeyLogin;
              @Inject() private readonly keeper: Keeper;
              @Inject() private readonly authService: AuthService;
              write() { return [this.keyLogin.kind, this.keeper.kind, this.authService.user, this.authService.isAuthenticated()]; } }`,
        }),
        ...controller(`import type { Report } from '../module/report/Report';
          @Authenticated('key') @HTTPController({ path: '/' }) export class PageController {
            @Inject() private readonly report: Report;
            ${get('/report')} async show() { return this.report.write(); } }`),
      },
      async app => {
        await app.httpRequest().get('/report').set('x-key', 'ada').expect(200, ['strategy', 'verifier', 'ada', true]);
      },
    ));

  it('may extend each other: each is what its own decorator says', () =>
    withApp(
      {
        ...inModule('login', {
          Logins: `@Strategy('first') export class FirstLogin { authenticate(ctx) { return { by: this.constructor.name }; } }
            @Strategy('second') export class SecondLogin extends FirstLogin {}
            @SingletonProto(${PUBLIC}) export class NoLogin extends FirstLogin {}
            export abstract class BaseKeeper { verify(ctx, user) { return { ...user, verified: this.constructor.name }; } }
            @AuthVerifier({ strategies: 'second' }) export class Keeper extends BaseKeeper {}`,
        }),
        ...controller(`@HTTPController({ path: '/' }) export class PageController {
          @Authenticated('first') ${get('/first')} async first(@CurrentUser() user) { return user; }
          @Authenticated('second') ${get('/second')} async second(@CurrentUser() user) { return user; } }`),
      },
      async app => {
        assert.deepEqual(app.passport.strategyNames(), ['session', 'first', 'second']);
        await app.httpRequest().get('/first').expect(200, { by: 'FirstLogin' });
        await app.httpRequest().get('/second').expect(200, { by: 'SecondLogin', verified: 'Keeper' });
      },
    ));

  it('may have the same class name in two modules', () =>
    withApp(
      {
        ...inModule('one', {
          Login: `@Strategy('one') export class KeyLogin { authenticate() { return 'one'; } }
            @AuthVerifier() export class Keeper { verify(ctx, user) { return user + '1'; } }`,
        }),
        ...inModule('two', {
          Login: `@Strategy('two') export class KeyLogin { authenticate() { return 'two'; } }
            @AuthVerifier() export class Keeper { verify(ctx, user) { return user + '2'; } }`,
        }),
        ...controller(`@HTTPController({ path: '/' }) export class PageController {
          @Authenticated('one') ${get('/one')} async one(@CurrentUser() user) { return { user }; }
          @Authenticated('two') ${get('/two')} async two(@CurrentUser() user) { return { user }; } }`),
      },
      async app => {
        for (const name of ['one', 'two']) {
          const { body } = (await app.httpRequest().get(`/${name}`).expect(200)) as { body: { user: string } };
          assert.match(body.user, new RegExp(`^${name}(12|21)$`));
        }
      },
    ));

  it("AuthService works beside an object of the application's that is called passport", () =>
    withApp(
      {
        ...inModule('travel', {
          Passport: `@SingletonProto(${PUBLIC}) export class Passport { country = 'nowhere'; }`,
          KeyLogin: `@Strategy('key') export class KeyLogin { authenticate(ctx) { return ctx.get('x-key') || null; } }`,
        }),
        ...controller(`@Authenticated('key') @HTTPController({ path: '/' }) export class PageController {
          @Inject() private readonly authService: AuthService;
          ${get('/me')} async me() { return { user: this.authService.user }; } }`),
      },
      async app => {
        await app.httpRequest().get('/me').set('x-key', 'ada').expect(200, { user: 'ada' });
      },
    ));

  describe('may inject context objects that the route does not reach', () => {
    let app: MockApplication;
    let close: () => Promise<void>;
    before(async () => {
      ({ app, close } = await generate({
        ...inModule('trace', {
          Steps: `@ContextProto(${PUBLIC}) export class Steps { readonly all: string[] = []; add(step: string) { this.all.push(step); return [...this.all]; } }`,
          // A singleton on the way: what it injects must be made too.
          Recorder: `import type { Steps } from './Steps';
            @SingletonProto(${PUBLIC}) export class Recorder { @Inject() private readonly steps: Steps; add(step: string) { return this.steps.add(step); } }`,
        }),
        ...inModule('login', {
          KeyLogin: `import type { Steps } from '../trace/Steps';
            @Strategy('key', { mount: true }) export class KeyLogin {
              @Inject() private readonly steps: Steps;
              authenticate(ctx) { return ctx.get('x-key') ? { name: ctx.get('x-key'), steps: this.steps.add('authenticate') } : null; } }`,
          PasswordLogin: `import { Strategy as LocalStrategy } from 'passport-local';
            import type { Steps } from '../trace/Steps';
            @Strategy('local', LocalStrategy) export class PasswordLogin {
              @Inject() private readonly steps: Steps;
              validate(name: string) { return { name, steps: this.steps.add('validate') }; } }`,
          Keeper: `import type { Recorder } from '../trace/Recorder';
            @AuthVerifier() export class Keeper {
              @Inject() private readonly recorder: Recorder;
              verify(ctx, user) { return { ...user, steps: this.recorder.add('verify') }; }
              serializeUser(ctx, user) { return { ...user, steps: this.recorder.add('serialize') }; }
              deserializeUser(ctx, user) { return { before: user.steps, steps: this.recorder.add('deserialize'), name: user.name }; } }`,
        }),
        ...controller(`@HTTPController({ path: '/' }) export class PageController {
          @Authenticated('key') ${get('/key')} async key(@CurrentUser() user) { return user; }
          @Authenticated('local') ${post('/local')} async local(@CurrentUser() user) { return user; }
          @Login('key') ${get('/login')} async login(@CurrentUser() user) { return user; }
          @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user; } }`),
        // A route without tegg.
        'app/router.ts': `export default app => app.router.get('/plain', async ctx => { ctx.body = ctx.user ?? {}; });`,
      }));
    });
    after(() => close());

    it('in authenticate and verify, on a route of tegg, anew in every request', async () => {
      for (const name of ['ada', 'alan']) {
        await app
          .httpRequest()
          .get('/key')
          .set('x-key', name)
          .expect(200, { name, steps: ['authenticate', 'verify'] });
      }
    });

    it('in validate', () =>
      app
        .httpRequest()
        .post('/local')
        .send({ username: 'ada', password: 'x' })
        .expect(200, { name: 'ada', steps: ['validate', 'verify'] }));

    it('in serializeUser and deserializeUser', async () => {
      const login = await app.httpRequest().get('/login').set('x-key', 'ada').expect(200);
      assert.deepEqual((login.body as { steps: string[] }).steps, ['authenticate', 'verify']);
      const restored = { name: 'ada', before: ['authenticate', 'verify', 'serialize'], steps: ['deserialize'] };
      for (const path of ['/me', '/plain']) {
        await app.httpRequest().get(path).set('Cookie', cookiesOf(login)).expect(200, restored);
      }
    });

    it('in a mounted login, which is no route of tegg', async () => {
      for (const path of ['/passport/key', '/passport/key/callback']) {
        const login = await app.httpRequest().get(path).set('x-key', 'ada').expect(302);
        const me = await app.httpRequest().get('/me').set('Cookie', cookiesOf(login)).expect(200);
        assert.deepEqual((me.body as { before: string[] }).before, ['authenticate', 'verify', 'serialize']);
      }
    });
  });
});

describe('the chains of an application', () => {
  let app: MockApplication;
  let close: () => Promise<void>;
  const link = (name: string, options: string): string => `@AuthVerifier(${options}) export class ${name} {
    verify(ctx, user) { return user + '${name}'; }
    serializeUser(ctx, user) { return user + '${name.toLowerCase()}'; }
    deserializeUser(ctx, user) { return user + '${name.toLowerCase()}'; } }`;
  before(async () => {
    ({ app, close } = await generate({
      'app.ts': `export default app => {
        for (const n of ['1', '2']) {
          app.passport.verify(async (ctx, user) => user + n);
          app.passport.serializeUser(function* (ctx, user) { return user + n; });
          app.passport.deserializeUser(async (ctx, user) => user + n);
        } };`,
      ...inModule('login', {
        Logins: `@Strategy('key') export class KeyLogin { authenticate() { return 'key:'; } }
          @Strategy('other') export class OtherLogin { authenticate() { return 'other:'; } }
          ${link('Y', '')} ${link('X', '')} ${link('A', '{ order: 200 }')} ${link('Z', '{ order: 1 }')}
          ${link('K', `{ order: 50, strategies: 'key' }`)}`,
      }),
      ...controller(`@HTTPController({ path: '/' }) export class PageController {
        @Inject() private readonly authService: AuthService;
        @Login('key') ${get('/key')} async key(@CurrentUser() user) { return { user }; }
        @Login('other') ${get('/other')} async other(@CurrentUser() user) { return { user }; }
        ${get('/by-hand')} async byHand() { await this.authService.login('hand:'); return { user: this.authService.user }; }
        @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return { user }; } }`),
    }));
  });
  after(() => close());

  const LOGINS = {
    key: ['key:12ZKXYA', '12zkxya'],
    other: ['other:12ZXYA', '12zxya'],
    'by-hand': ['hand:', '12zxya'],
  } as const;
  for (const [how, [verified, kept]] of Object.entries(LOGINS)) {
    it(`hooks as they came, then links by order and name, limited links only in their logins: ${how}`, async () => {
      const login = await app.httpRequest().get(`/${how}`).expect(200, { user: verified });
      const user = `${verified}${kept}${kept}`;
      await app.httpRequest().get('/me').set('Cookie', cookiesOf(login)).expect(200, { user });
    });
  }
});

describe('AuthService', () => {
  let app: MockApplication;
  let close: () => Promise<void>;
  before(async () => {
    ({ app, close } = await generate({
      ...inModule('login', {
        KeyLogin: `@Strategy('key') export class KeyLogin {
          authenticate(ctx) {
            const key = ctx.get('x-key');
            if (!key) throw new AuthenticationError('no key', { challenge: 'Key' });
            if (key === 'break') throw new Error('the database is down');
            return key === 'wrong' ? null : key; } }`,
        Wild: `import { Strategy as Base } from 'passport';
          class Redirecting extends Base { authenticate() { this.redirect('https://provider.example/'); } }
          class Passing extends Base { authenticate() { this.pass(); } }
          @Strategy('redirecting', Redirecting) export class RedirectLogin { validate() { return 1; } }
          @Strategy('passing', Passing) export class PassLogin { validate() { return 1; } }`,
        Keeper: `@AuthVerifier() export class Keeper { serializeUser(ctx, u) { return u; } deserializeUser(ctx, u) { return u; } }`,
      }),
      ...inModule('deep', {
        Deep: `@SingletonProto(${PUBLIC}) export class Deep {
          @Inject() private readonly authService: AuthService;
          async run(names: string[]) { return this.authService.authenticate(names); }
          user() { return this.authService.user ?? null; }
          isAuthenticated() { return this.authService.isAuthenticated(); }
          async login(user) { await this.authService.login(user); }
          async logout() { await this.authService.logout(); } }`,
      }),
      ...controller(`import type { Deep } from '../module/deep/Deep';
        import { HTTPQueries } from '@eggjs/tegg';
        @HTTPController({ path: '/' }) export class PageController {
          @Inject() private readonly deep: Deep;
          ${get('/run')} async run(@HTTPQueries() names: string[]) {
            const outcome = await this.deep.run(names);
            return { ...outcome, user: outcome.user, now: this.deep.user() }; }
          ${get('/login')} async login() { await this.deep.login('ada'); return [this.deep.user(), this.deep.isAuthenticated()]; }
          ${get('/logout')} async logout() { await this.deep.logout(); return [this.deep.user(), this.deep.isAuthenticated()]; }
          ${get('/user')} async user() { return [this.deep.user(), this.deep.isAuthenticated()]; } }`),
    }));
  });
  after(() => close());

  const run = async (names: string, key?: string) => {
    const req = app.httpRequest().get(
      `/run?${names
        .split(' ')
        .map(name => `names=${name}`)
        .join('&')}`,
    );
    return key ? req.set('x-key', key) : req;
  };

  it('authenticate answers success, and logs nobody in', async () => {
    const res = await run('key', 'ada');
    assert.deepEqual(res.body, { type: 'success', strategy: 'key', user: 'ada', info: {}, now: null });
    assert.equal(res.headers['set-cookie'], undefined);
  });

  it('authenticate answers every failure, in order', async () => {
    const { body } = (await run('key session')) as { body: { type: string; failures: { strategy: string }[] } };
    assert.equal(body.type, 'fail');
    assert.deepEqual(
      body.failures.map(({ strategy }) => strategy),
      ['key', 'session'],
    );
    const [failure] = body.failures as { reason?: string; challenge?: string; status?: number }[];
    assert.deepEqual([failure.reason, failure.challenge, failure.status], ['no key', 'Key', 401]);
  });

  it('authenticate answers redirect and pass, and writes no response', async () => {
    const res = await run('key redirecting', 'wrong');
    assert.deepEqual(res.body, {
      type: 'redirect',
      strategy: 'redirecting',
      url: 'https://provider.example/',
      status: 302,
      now: null,
    });
    assert.equal(res.status, 200);
    assert.deepEqual((await run('passing')).body, { type: 'pass', strategy: 'passing', now: null });
  });

  it('authenticate throws what is no refusal, and for a strategy that is not there', async () => {
    assert.equal((await run('key', 'break')).status, 500);
    const res = await app.httpRequest().get('/run?names=nothing').set('Accept', 'application/json');
    assert.deepEqual([res.status, (res.body as { code: string }).code], [500, 'strategy_unknown']);
  });

  it('login and logout change the request at once and the session for those that follow', async () => {
    const login = await app.httpRequest().get('/login').expect(200, ['ada', true]);
    await app.httpRequest().get('/user').set('Cookie', cookiesOf(login)).expect(200, ['ada', true]);
    const logout = await app.httpRequest().get('/logout').set('Cookie', cookiesOf(login)).expect(200, [null, false]);
    await app.httpRequest().get('/user').set('Cookie', cookiesOf(logout)).expect(200, [null, false]);
  });

  it('outside a request everything says so, in an anonymous context too', async () => {
    const { AuthService } = await import('tegg-passport');
    const service = await (
      app as unknown as { getEggObject(c: unknown): Promise<import('tegg-passport').AuthService> }
    ).getEggObject(AuthService);
    const outside = { code: 'outside_request' };
    const calls = async (): Promise<void> => {
      assert.throws(() => service.user as unknown, outside);
      assert.throws(() => service.isAuthenticated(), outside);
      await assert.rejects(() => service.login('ada'), outside);
      await assert.rejects(() => service.logout(), outside);
      await assert.rejects(() => service.authenticate('key'), outside);
    };
    await calls();
    await app.runInAnonymousContextScope(calls);
  });
});

describe('100 requests of different users at once', () => {
  let app: MockApplication;
  let close: () => Promise<void>;
  before(async () => {
    ({ app, close } = await generate({
      // On a busy machine 100 requests take their time to meet.
      'config/config.default.ts': config(`passport: { session: { timeout: '30s' } }`),
      ...inModule('account', {
        // Opens when all have arrived, so that all are under way together.
        Gate: `@SingletonProto(${PUBLIC}) export class Gate {
          private waiting: (() => void)[] = [];
          pass(count: number) {
            return new Promise<void>(resolve => {
              this.waiting.push(resolve);
              if (this.waiting.length === count) for (const open of this.waiting.splice(0)) open(); }); } }`,
        Visit: `@ContextProto(${PUBLIC}) export class Visit { user: string; }`,
        Deep: `import type { Visit } from './Visit';
          @SingletonProto(${PUBLIC}) export class Deep {
            @Inject() private readonly authService: AuthService;
            @Inject() private readonly visit: Visit;
            sees() { return [this.authService.user, this.visit.user]; } }`,
      }),
      ...inModule('login', {
        KeyLogin: `import type { Gate } from '../account/Gate';
          import type { Visit } from '../account/Visit';
          @Strategy('key') export class KeyLogin {
            @Inject() private readonly gate: Gate;
            @Inject() private readonly visit: Visit;
            async authenticate(ctx) {
              this.visit.user = ctx.get('x-key');
              await this.gate.pass(100);
              return this.visit.user; } }`,
        LocalLogin: `@Strategy('by-header') export class HeaderLogin { authenticate(ctx) { return ctx.get('x-user'); } }`,
        Keeper: `import type { Gate } from '../account/Gate';
          import type { Visit } from '../account/Visit';
          @AuthVerifier() export class Keeper {
            @Inject() private readonly gate: Gate;
            @Inject() private readonly visit: Visit;
            serializeUser(ctx, user) { return user; }
            async deserializeUser(ctx, user) {
              this.visit.user = user;
              await this.gate.pass(100);
              return this.visit.user; } }`,
      }),
      ...controller(`import type { Gate } from '../module/account/Gate';
        import type { Deep } from '../module/account/Deep';
        import { Context, EggContext } from '@eggjs/tegg';
        @HTTPController({ path: '/' }) export class PageController {
          @Inject() private readonly gate: Gate;
          @Inject() private readonly deep: Deep;
          @Inject() private readonly authService: AuthService;
          @Login('by-header') ${get('/login')} async login() { return 'in'; }
          @Authenticated(['session', 'key']) ${get('/all')}
          async all(@Context() ctx: EggContext, @CurrentUser() user) {
            const before = this.authService.user;
            await this.gate.pass(100);
            return [before, user, ctx.user, this.authService.user, ...this.deep.sees()]; } }`),
    }));
  });
  after(() => close());

  it("never see each other's: sessions, api keys and context objects", async () => {
    const users = Array.from({ length: 100 }, (_, i) => `user${i}`);
    const server = await listen(app.callback());
    try {
      const headers = await Promise.all(
        users.map(async (user, i): Promise<Record<string, string>> => {
          if (i % 2) return { 'x-key': user };
          const login = await fetch(`${server.origin}/login`, { headers: { 'x-user': user } });
          return {
            cookie: login.headers
              .getSetCookie()
              .map(cookie => cookie.split(';')[0])
              .join('; '),
          };
        }),
      );
      const seen = await Promise.all(
        headers.map(async one => (await fetch(`${server.origin}/all`, { headers: one })).json() as Promise<unknown>),
      );
      assert.deepEqual(
        seen,
        users.map(user => Array(6).fill(user)),
      );
    } finally {
      await server.close();
    }
  });
});

describe('an application without tegg', () => {
  const files = (name: string): Files => ({
    'config/plugin.ts': `export default { passport: { enable: true, package: 'tegg-passport' } };`,
    'app.ts': `import { Strategy as LocalStrategy } from 'passport-local';
      export default app => {
        app.passport.use(new LocalStrategy((username, password, done) => done(null, password === 'right' && { id: username, at: '${name}' })));
        app.passport.verify(async (ctx, user) => user);
        app.passport.serializeUser(async (ctx, user) => user.id + '@' + user.at);
        app.passport.deserializeUser(async (ctx, id) => ({ id }));
      };`,
    'app/router.ts': `export default app => {
      app.router.post('/login', app.passport.authenticate('local', { successRedirect: '/me' }));
      app.router.get('/me', async ctx => { ctx.body = { user: ctx.user ?? null, known: ctx.isAuthenticated() }; });
    };`,
  });

  it('logs in and out of the session, and two of them in one process stay apart', async () => {
    const [one, two] = await Promise.all([generate(files('one')), generate(files('two'))]);
    try {
      for (const [name, { app }] of Object.entries({ one, two })) {
        await app.httpRequest().get('/me').expect(200, { user: null, known: false });
        await app.httpRequest().post('/login').send({ username: 'ada', password: 'wrong' }).expect(401);
        const login = await app.httpRequest().post('/login').send({ username: 'ada', password: 'right' }).expect(302);
        const me = await app.httpRequest().get('/me').set('Cookie', cookiesOf(login)).expect(200);
        assert.deepEqual(me.body, { user: { id: `ada@${name}` }, known: true });
      }
      assert.notEqual(one.app.passport, two.app.passport);
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });

  it('and without sessions authenticates single requests', () =>
    withApp(
      {
        'config/plugin.ts': `export default { session: false, passport: { enable: true, package: 'tegg-passport' } };`,
        'app.ts': `import { Strategy } from 'passport-http-bearer';
          export default app => { app.passport.use(new Strategy((token, done) => done(null, token === 'right' && { token }))); };`,
        'app/router.ts': `export default app => {
          app.router.get('/api', app.passport.authenticate('bearer', { session: false, successReturnToOrRedirect: null }),
            async ctx => { ctx.body = ctx.user; }); };`,
      },
      async app => {
        await app.httpRequest().get('/api').set('Authorization', 'Bearer right').expect(200, { token: 'right' });
        const res = await app.httpRequest().get('/api').set('Authorization', 'Bearer wrong').expect(401);
        assert.equal(res.headers['www-authenticate'], 'Bearer realm="Users", error="invalid_token"');
      },
    ));
});

describe('an application that closes', () => {
  const FILES: Files = {
    ...inModule('login', {
      KeyLogin: `@Strategy('key') export class KeyLogin { authenticate(ctx) { return ctx.get('x-key') || null; } }`,
    }),
    ...controller(`@Authenticated('key') @HTTPController({ path: '/' }) export class PageController {
      ${get('/me')} async me(@CurrentUser() user) { return { user }; } }`),
  };
  const hooks = (): unknown[][] => [
    EggPrototypeLifecycleUtil.getLifecycleList(),
    LoadUnitLifecycleUtil.getLifecycleList(),
  ];

  it('leaves no lifecycle hook behind', async () => {
    const before = hooks();
    const { app, close } = await generate(FILES);
    const during = hooks();
    assert.deepEqual(during, [
      app.eggPrototypeLifecycleUtil.getLifecycleList(),
      app.loadUnitLifecycleUtil.getLifecycleList(),
    ]);
    const names = during.flat().map(hook => (hook as object).constructor.name);
    assert.ok(names.includes('PrototypeCollector') && names.includes('GuardInstaller'), names.join());
    await close();
    assert.deepEqual(hooks(), before);
  });

  it('boots again from the same files', async () => {
    const baseDir = write(FILES);
    try {
      for (let i = 0; i < 2; i++) {
        const app = mm.app({ baseDir, cache: false } as never);
        await app.ready();
        await app.httpRequest().get('/me').set('x-key', 'ada').expect(200, { user: 'ada' });
        await app.httpRequest().get('/me').expect(401);
        await app.close();
      }
    } finally {
      remove(baseDir);
    }
  });

  it('leaves no hook behind when it has refused to boot', async () => {
    const before = hooks();
    await assert.rejects(
      generate({
        'config/plugin.ts': plugins(),
        ...controller(`@Authenticated('nothing') @HTTPController({ path: '/' })
          export class PageController { ${get('/')} async show() {} }`),
      }),
    );
    assert.deepEqual(hooks(), before);
  });
});
