import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WiringError, type WiringErrorCode } from 'tegg-passport';
import { config, moduleJson, plugins, refused, remove, withApp, write, type Files } from '../support/generate';

/** One mistake, and what the error must say of it. */
interface Mistake {
  rule: string;
  files: Files;
  code: WiringErrorCode;
  className: string;
  method?: string;
  file: string;
  /** What to change. */
  says: RegExp;
}

const TEGG = `import { HTTPController, HTTPMethod, HTTPMethodEnum, Inject, SingletonProto } from '@eggjs/tegg';`;
const OURS = `import { Authenticated, AuthVerifier, CurrentUser, Login, Public, Strategy } from 'tegg-passport';`;
const ROUTE = `@HTTPMethod({ method: HTTPMethodEnum.GET, path: '/show' })`;

const inModule = (files: Record<string, string>): Files => ({
  'app/module/login/package.json': moduleJson('login'),
  ...Object.fromEntries(
    Object.entries(files).map(([name, source]) => [`app/module/login/${name}.ts`, `${TEGG}\n${OURS}\n${source}`]),
  ),
});
const controller = (source: string): Files => ({ 'app/controller/PageController.ts': `${TEGG}\n${OURS}\n${source}` });

const KEY_LOGIN = `@Strategy('api-key')\nexport class KeyLogin { authenticate() { return null; } }`;
const KEEPER = `@AuthVerifier()
export class Keeper {
  serializeUser(ctx, user) { return user.id; }
  deserializeUser(ctx, id) { return { id }; }
}`;
const github = (options: string): string => `import { Strategy as GitHubStrategy } from 'passport-github2';
@Strategy('github', GitHubStrategy, { options: ${options} })
export class GithubLogin { validate(accessToken, refreshToken, profile) { return profile; } }`;

const LOGIN_FILE = 'app/module/login/Login.ts';
const PAGE_FILE = 'app/controller/PageController.ts';
const SERVICE_FILE = 'app/module/login/Service.ts';

const MISTAKES: Mistake[] = [
  {
    rule: 'two strategy classes of one name',
    files: inModule({
      First: `@Strategy('one')\nexport class First { authenticate() { return null; } }`,
      Second: `@Strategy('one')\nexport class Second { authenticate() { return null; } }`,
    }),
    code: 'strategy_duplicate',
    className: 'Second',
    file: 'app/module/login/Second.ts',
    says: /'one' is registered twice, here and by First\. Give one of them another name/,
  },
  ...(
    [
      ['a function', `export default app => app.passport.use('api-key', { authenticate() {} });`, 'app.ts'],
      [
        'a boot class before tegg',
        `export default class { constructor(app) { app.passport.use('api-key', { authenticate() {} }); } }`,
        'app.ts',
      ],
      [
        'a boot class beside tegg',
        `export default class { constructor(app) { this.app = app; }
          async didLoad() { this.app.passport.use('api-key', { authenticate() {} }); } app; }`,
        'app.ts',
      ],
      [
        'a boot class after tegg',
        `export default class { constructor(app) { this.app = app; }
          async didLoad() {
            const { passport } = this.app;
            while (!passport.strategyNames().includes('api-key')) await new Promise(resolve => setImmediate(resolve));
            passport.use('api-key', { authenticate() {} }); } app; }`,
        'app.ts',
      ],
      ['a router', `export default app => app.passport.use('api-key', { authenticate() {} });`, 'app/router.ts'],
    ] as const
  ).map(([how, source, path]): Mistake => ({
    rule: `a strategy class whose name ${path} registers too, in ${how}`,
    files: { ...inModule({ Login: KEY_LOGIN }), [path]: source },
    code: 'strategy_duplicate',
    className: 'KeyLogin',
    file: LOGIN_FILE,
    says: /registered twice, here and by app\.passport\.use\(\)/,
  })),
  {
    rule: 'a guard of a method that names an unknown strategy, with the nearest name',
    files: {
      ...inModule({ Login: KEY_LOGIN }),
      ...controller(`@HTTPController({ path: '/' })
        export class PageController { @Authenticated(['session', 'api-kay']) ${ROUTE} async show() {} }`),
    },
    code: 'strategy_unknown',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /'api-kay', which nothing registers\. Did you mean 'api-key'\? Registered are: session, api-key/,
  },
  {
    rule: 'a guard of a class that names an unknown strategy',
    files: controller(`@Authenticated('jwt') @HTTPController({ path: '/' })
      export class PageController { ${ROUTE} async show() {} }`),
    code: 'strategy_unknown',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /@Authenticated names the strategy 'jwt'/,
  },
  {
    rule: 'a login endpoint that names an unknown strategy, with the nearest name',
    files: {
      ...inModule({ Login: KEY_LOGIN }),
      ...controller(`@HTTPController({ path: '/' })
        export class PageController { @Login('apikey') ${ROUTE} async show() {} }`),
    },
    code: 'strategy_unknown',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /@Login names the strategy 'apikey'.*Did you mean 'api-key'\?/,
  },
  {
    rule: 'a verifier limited to an unknown strategy, with the nearest name',
    files: inModule({
      Login: KEY_LOGIN,
      Keeper: KEEPER.replace('()', `({ strategies: ['api-key', 'api-keys'] })`),
    }),
    code: 'strategy_unknown',
    className: 'Keeper',
    file: 'app/module/login/Keeper.ts',
    says: /@AuthVerifier names the strategy 'api-keys'.*Did you mean 'api-key'\?/,
  },
  {
    rule: 'an OAuth 2 strategy without a key',
    files: inModule({ Login: github(`{ secret: 's' }`) }),
    code: 'strategy_key',
    className: 'GithubLogin',
    file: LOGIN_FILE,
    says: /has no `key`\. Set `config\.passportGithub`\.key\./,
  },
  {
    rule: 'an OAuth 2 strategy without a secret',
    files: inModule({ Login: github(`{ clientID: 'id' }`) }),
    code: 'strategy_secret',
    className: 'GithubLogin',
    file: LOGIN_FILE,
    says: /has no `secret`\. Set `config\.passportGithub`\.secret \(false where the client has none\)/,
  },
  {
    rule: 'an OAuth 1 strategy without a key',
    files: inModule({
      Login: `import { Strategy as TwitterStrategy } from 'passport-twitter';
        @Strategy('twitter', TwitterStrategy, { options: { secret: 's' } })
        export class TwitterLogin { validate(token, tokenSecret, profile) { return profile; } }`,
    }),
    code: 'strategy_key',
    className: 'TwitterLogin',
    file: LOGIN_FILE,
    says: /has no `key`\. Set `config\.passportTwitter`\.key/,
  },
  ...(
    [
      [
        'neither of validate and authenticate',
        '',
        `{}`,
        /neither of `validate` and `authenticate`.*has `authenticate`/,
      ],
      ['both', '', `{ validate() {} authenticate() {} }`, /both of `validate` and `authenticate`.*has `authenticate`/],
      ['validate without a passport strategy', '', `{ validate() {} }`, /the class has `validate`.*has `authenticate`/],
      [
        'neither over a passport strategy',
        ', LocalStrategy',
        `{}`,
        /neither of .*over a passport strategy has `validate`/,
      ],
      ['both over one', ', LocalStrategy', `{ validate() {} authenticate() {} }`, /both of .*over a passport strategy/],
      ['authenticate over one', ', LocalStrategy', `{ authenticate() {} }`, /has `authenticate`\. .*has `validate`/],
    ] as const
  ).map(([what, second, body, says]): Mistake => ({
    rule: `a strategy class with ${what}`,
    files: inModule({
      Login: `import { Strategy as LocalStrategy } from 'passport-local';
        @Strategy('local'${second})\nexport class LocalLogin ${body}`,
    }),
    code: 'strategy_handler',
    className: 'LocalLogin',
    file: LOGIN_FILE,
    says,
  })),
  {
    rule: 'a verifier with none of its three methods',
    files: inModule({ Keeper: `@AuthVerifier()\nexport class Keeper { verifyUser() {} }` }),
    code: 'verifier_empty',
    className: 'Keeper',
    file: 'app/module/login/Keeper.ts',
    says: /at least one of the methods `verify`, `serializeUser` and `deserializeUser`/,
  },
  ...(
    [
      ['Login', `@Login('api-key') async other() {}`],
      ['Public', `@Public() async other() {}`],
      ['CurrentUser', `async other(@CurrentUser() user) {}`],
    ] as const
  ).flatMap(([decorator, method]): Mistake[] => [
    {
      rule: `@${decorator} on a method of a controller that is no route`,
      files: {
        ...inModule({ Login: KEY_LOGIN }),
        ...controller(`@HTTPController({ path: '/' })
          export class PageController { ${ROUTE} async show() {} ${method} }`),
      },
      code: 'mark_without_effect',
      className: 'PageController',
      method: 'other',
      file: PAGE_FILE,
      says: new RegExp(`no route of an HTTP controller\\. Take @${decorator} away`),
    },
    {
      rule: `@${decorator} on a method of a tegg service`,
      files: inModule({ Login: KEY_LOGIN, Service: `@SingletonProto()\nexport class Service { ${method} }` }),
      code: 'mark_without_effect',
      className: 'Service',
      method: 'other',
      file: SERVICE_FILE,
      says: new RegExp(`Take @${decorator} away`),
    },
    {
      rule: `@${decorator} on a method of Egg's own controller`,
      files: {
        'app/controller/home.ts': `import { Controller } from 'egg';\n${OURS}
          export default class HomeController extends Controller { ${method} }`,
        'app/router.ts': `export default app => app.router.get('/', app.controller.home.other);`,
      },
      code: 'mark_without_effect',
      className: 'HomeController',
      method: 'other',
      file: 'app/controller/home.ts',
      says: new RegExp(`Take @${decorator} away`),
    },
  ]),
  {
    rule: '@Public on a tegg service',
    files: inModule({ Service: `@Public()\n@SingletonProto()\nexport class Service {}` }),
    code: 'mark_without_effect',
    className: 'Service',
    file: SERVICE_FILE,
    says: /Take @Public away/,
  },
  {
    rule: '@Public on a login endpoint, which is open by itself',
    files: {
      ...inModule({ Login: KEY_LOGIN }),
      ...controller(`@HTTPController({ path: '/' })
        export class PageController { @Public() @Login('api-key') ${ROUTE} async show() {} }`),
    },
    code: 'mark_without_effect',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /Take @Public away/,
  },
  ...(
    [
      ['without a guard', '', ''],
      ['under @Public', '', '@Public()'],
      ['that @Public takes out of the guard of its class', '@Authenticated()', '@Public()'],
      ['of a public class', '@Public()', ''],
    ] as const
  ).map(([what, onClass, onMethod]): Mistake => ({
    rule: `@CurrentUser on a route ${what}`,
    files: controller(`${onClass} @HTTPController({ path: '/' })
      export class PageController { ${onMethod} ${ROUTE} async show(@CurrentUser() user) {} }`),
    code: 'current_user_unguarded',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /Put @Authenticated or @Login on the method/,
  })),
  {
    rule: '@Public and @Authenticated on one method',
    files: controller(`@HTTPController({ path: '/' })
      export class PageController { @Public() @Authenticated() ${ROUTE} async show() {} }`),
    code: 'guard_conflict',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /@Authenticated and @Public stand on one and the same place\. Take one of them away/,
  },
  {
    rule: '@Public and @Authenticated on one class',
    files: controller(`@Public() @Authenticated() @HTTPController({ path: '/' })
      export class PageController { ${ROUTE} async show() {} }`),
    code: 'guard_conflict',
    className: 'PageController',
    file: PAGE_FILE,
    says: /@Authenticated and @Public stand on one and the same place/,
  },
  {
    rule: '@Public and @Authenticated on one method of a class that others extend',
    files: {
      'app/controller/Base.ts': `${TEGG}\n${OURS}
        export abstract class Base { @Public() @Authenticated() ${ROUTE} async show() {} }`,
      ...controller(`import { Base } from './Base';
        @HTTPController({ path: '/' }) export class PageController extends Base {}`),
    },
    code: 'guard_conflict',
    className: 'Base',
    method: 'show',
    file: 'app/controller/Base.ts',
    says: /Take one of them away/,
  },
  {
    rule: '@Login and @Authenticated on one method',
    files: {
      ...inModule({ Login: KEY_LOGIN }),
      ...controller(`@HTTPController({ path: '/' })
        export class PageController { @Login('api-key') @Authenticated() ${ROUTE} async show() {} }`),
    },
    code: 'guard_conflict',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /@Authenticated and @Login stand on one and the same place/,
  },
  {
    rule: "@Login that names 'session'",
    files: controller(`@HTTPController({ path: '/' })
      export class PageController { @Login('session') ${ROUTE} async show() {} }`),
    code: 'login_session',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /Name the strategy that looks at the credentials/,
  },
  {
    rule: 'a guard on a tegg service',
    files: inModule({ Service: `@Authenticated()\n@SingletonProto()\nexport class Service {}` }),
    code: 'guard_unreachable',
    className: 'Service',
    file: SERVICE_FILE,
    says: /Put @Authenticated on an HTTP controller of tegg/,
  },
  {
    rule: 'a guard on a method of a tegg service',
    files: inModule({ Service: `@SingletonProto()\nexport class Service { @Authenticated() async pay() {} }` }),
    code: 'guard_unreachable',
    className: 'Service',
    method: 'pay',
    file: SERVICE_FILE,
    says: /on a method with @HTTPMethod/,
  },
  {
    rule: 'a guard on a method of a controller that is no route',
    files: controller(`@HTTPController({ path: '/' })
      export class PageController { ${ROUTE} async show() {} @Authenticated() async other() {} }`),
    code: 'guard_unreachable',
    className: 'PageController',
    method: 'other',
    file: PAGE_FILE,
    says: /on a method with @HTTPMethod/,
  },
  ...(
    [
      ['', '@Authenticated()', 'a method of'],
      ['@Authenticated()', '', ''],
    ] as const
  ).map(([onClass, onMethod, where]): Mistake => ({
    rule: `a guard on ${where} Egg's own controller`,
    files: {
      'app/controller/home.ts': `import { Controller } from 'egg';\n${OURS}
        ${onClass} export default class HomeController extends Controller { ${onMethod} async show() {} }`,
      'app/router.ts': `export default app => app.router.get('/', app.controller.home.show);`,
    },
    code: 'guard_unreachable',
    className: 'HomeController',
    method: onMethod ? 'show' : undefined,
    file: 'app/controller/home.ts',
    says: /Put @Authenticated on an HTTP controller of tegg/,
  })),
  {
    rule: "a guard on a controller of tegg's MCP kind",
    files: {
      // What the plugin mcpProxy registers: it is no dependency of these tests.
      'app.ts': `export default class { constructor(app) { this.app = app; } app;
        configWillLoad() {
          this.app.controllerRegisterFactory.registerControllerRegister('MCP', () => ({ async register() {} })); } }`,
      'app/controller/ToolController.ts': `import { MCPController, MCPTool } from '@eggjs/tegg';\n${OURS}
        @Authenticated() @MCPController() export class ToolController { @MCPTool() async count() { return 1; } }`,
    },
    code: 'guard_unreachable',
    className: 'ToolController',
    file: 'app/controller/ToolController.ts',
    says: /Put @Authenticated on an HTTP controller of tegg/,
  },
  {
    rule: 'a session guard while the plugin session is off',
    files: {
      'config/plugin.ts': plugins('session: false,'),
      ...controller(`@Authenticated() @HTTPController({ path: '/' })
        export class PageController { ${ROUTE} async show() {} }`),
    },
    code: 'session_disabled',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /Enable the plugin `session`, or name other strategies/,
  },
  ...(
    [
      ['no verifier at all', ''],
      ['serializeUser alone', `@AuthVerifier()\nexport class Half { serializeUser(ctx, user) { return user; } }`],
      ['deserializeUser alone', `@AuthVerifier()\nexport class Half { deserializeUser(ctx, id) { return id; } }`],
      ['both methods limited to another strategy', KEEPER.replace('()', `({ strategies: 'other' })`)],
      [
        'the two methods in two classes',
        `@AuthVerifier()\nexport class Half { serializeUser(ctx, user) { return user; } }
         @AuthVerifier()\nexport class OtherHalf { deserializeUser(ctx, id) { return id; } }`,
      ],
    ] as const
  ).map(([what, verifier]): Mistake => ({
    rule: `a login endpoint that opens a session, with ${what}`,
    files: {
      ...inModule({
        Login: `${KEY_LOGIN}\n@Strategy('other')\nexport class OtherLogin { authenticate() { return null; } }`,
        Keeper: verifier,
      }),
      ...controller(`@HTTPController({ path: '/' })
        export class PageController { @Login('api-key') ${ROUTE} async show() {} }`),
    },
    code: 'verifier_session',
    className: 'KeyLogin',
    file: LOGIN_FILE,
    says: /Give an @AuthVerifier both `serializeUser` and `deserializeUser`/,
  })),
  {
    rule: 'a mounted strategy that opens a session nothing restores',
    files: inModule({ Login: KEY_LOGIN.replace(`'api-key'`, `'api-key', { mount: true }`) }),
    code: 'verifier_session',
    className: 'KeyLogin',
    file: LOGIN_FILE,
    says: /Give an @AuthVerifier both/,
  },
  {
    rule: 'a passport strategy that refuses its options',
    files: inModule({
      Login: `import { Strategy as OAuth2Strategy } from 'passport-oauth2';
        @Strategy('my-provider', OAuth2Strategy, { options: { key: 'k', secret: 's' } })
        export class ProviderLogin { validate(accessToken, refreshToken, profile) { return profile; } }`,
    }),
    code: 'strategy_options',
    className: 'ProviderLogin',
    file: LOGIN_FILE,
    says: /authorizationURL.*Set `config\.passportMyProvider`/,
  },
];

const GOOD: Files = {
  ...inModule({ Login: KEY_LOGIN, Keeper: KEEPER }),
  ...controller(`@HTTPController({ path: '/' })
    export class PageController { ${ROUTE} async show() { return 'shown'; } }`),
};

describe('wrong wiring stops the boot', () => {
  for (const { rule, files, code, className, method, file, says } of MISTAKES) {
    it(`${code}: ${rule}`, async () => {
      const { error, baseDir } = await refused(files);
      assert.ok(error instanceof WiringError, error.stack);
      const { message } = error;
      assert.deepEqual(
        { code: error.code, className: error.className, method: error.method, file: error.file },
        { code, className, method, file: join(baseDir, file) },
        message,
      );
      assert.match(message, says);
      for (const part of [className, method ?? '', join(baseDir, file), code])
        assert.ok(message.includes(part), message);
    });
  }

  // tegg keeps what it registered when a file of a module throws while it is loaded: a process of its own.
  it('strategy_name and decorator_target: a decorator refuses its target while the file is loaded', async () => {
    const sources = {
      strategy_name: `@Strategy('session')\nexport class Wrong { authenticate() { return null; } }`,
      decorator_target: `export class Wrong { @Login('local') static show() {} }`,
    };
    for (const [code, source] of Object.entries(sources)) {
      const baseDir = write(inModule({ Login: source }));
      try {
        const script = `const { default: mm } = require('egg-mock');
          const app = mm.app({ baseDir: ${JSON.stringify(baseDir)} });
          app.ready().catch(async ({ code, className, message }) => {
            await app.close();
            console.log(JSON.stringify({ code, className, message }));
            process.exit();
          });`;
        const register = join(__dirname, '../support/register.js');
        const { stdout } = await promisify(execFile)(process.execPath, ['-r', register, '-e', script]);
        const error = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, string>;
        assert.deepEqual([error.code, error.className], [code, 'Wrong']);
        assert.ok(error.message.includes(join(baseDir, LOGIN_FILE)), error.message);
      } finally {
        remove(baseDir);
      }
    }
  });

  it('and a good application boots in the same process afterwards', async () => {
    await refused(inModule({ Keeper: `@AuthVerifier()\nexport class Keeper {}` }));
    await withApp(GOOD, async app => {
      await app.httpRequest().get('/show').expect(200, 'shown');
    });
  });
});

describe('what only looks like a mistake boots', () => {
  it('a client without a secret that says so', () =>
    withApp(inModule({ Login: github(`{ key: 'k', secret: false }`) }), async app => {
      assert.deepEqual(app.passport.strategyNames(), ['session', 'github']);
    }));

  it('an api with guards and no sessions that names its strategies', () =>
    withApp(
      {
        'config/plugin.ts': plugins('session: false,'),
        ...inModule({ Login: KEY_LOGIN }),
        ...controller(`@Authenticated('api-key') @HTTPController({ path: '/' })
          export class PageController { ${ROUTE} async show() {} }`),
      },
      async app => {
        await app.httpRequest().get('/show').expect(401);
      },
    ));

  it('a login endpoint that opens no session needs nothing that restores one', () =>
    withApp(
      {
        ...inModule({ Login: `@Strategy('api-key')\nexport class KeyLogin { authenticate() { return { id: 7 }; } }` }),
        ...controller(`@HTTPController({ path: '/' })
          export class PageController {
            @Login('api-key', { session: false }) ${ROUTE} async show(@CurrentUser() user) { return user; } }`),
      },
      async app => {
        const res = await app.httpRequest().get('/show').expect(200, { id: 7 });
        assert.equal(res.headers['set-cookie'], undefined);
      },
    ));

  it("a session login that the application's egg-passport hooks restore", () =>
    withApp(
      {
        'app.ts': `export default app => {
          app.passport.serializeUser(async (ctx, user) => user.id);
          app.passport.deserializeUser(async (ctx, id) => ({ id }));
        };`,
        ...inModule({ Login: `@Strategy('api-key')\nexport class KeyLogin { authenticate() { return { id: 7 }; } }` }),
        ...controller(`@HTTPController({ path: '/' })
          export class PageController {
            @Login('api-key') ${ROUTE} async show() { return 'in'; }
            @Authenticated() @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/me' })
            async me(@CurrentUser() user) { return user; } }`),
      },
      async app => {
        const login = await app.httpRequest().get('/show').expect(200);
        await app.httpRequest().get('/me').set('Cookie', login.headers['set-cookie']).expect(200, { id: 7 });
      },
    ));

  it('options of the application that complete those of the decorator', () =>
    withApp(
      {
        'config/config.default.ts': config(`passportGithub: { key: 'k', secret: 's' }`),
        ...inModule({ Login: github('{}') }),
      },
      async app => {
        assert.deepEqual(app.passport.strategyNames(), ['session', 'github']);
      },
    ));
});
