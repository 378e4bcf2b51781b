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

const TEGG = `import { Acl, HTTPController, HTTPMethod, HTTPMethodEnum, Inject, SingletonProto } from '@eggjs/tegg';`;
const OURS = `import { Authenticated, AuthPolicy, AuthVerifier, CurrentUser, Login, policy, Public, Roles, Strategy } from 'tegg-passport';`;
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
const EVEN = `@AuthPolicy('even')\nexport class EvenPolicy { can(user) { return user.id % 2 === 0; } }`;
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
    rule: 'a login endpoint where there is no strategy: the session is none to log in with',
    files: controller(`@HTTPController({ path: '/' })
      export class PageController { @Login('sesion') ${ROUTE} async show() {} }`),
    code: 'strategy_unknown',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /'sesion', which nothing registers\. Register one: there is none/,
  },
  {
    rule: "a verifier limited to logins with 'session', which nobody makes",
    files: inModule({ Login: KEY_LOGIN, Keeper: KEEPER.replace('()', `({ strategies: ['api-key', 'session'] })`) }),
    code: 'login_session',
    className: 'Keeper',
    file: 'app/module/login/Keeper.ts',
    says: /@AuthVerifier names 'session'/,
  },
  {
    rule: "a guard for a fresh login with 'session', which nobody makes",
    files: controller(`@HTTPController({ path: '/' })
      export class PageController { @Authenticated({ maxAge: 1, strategy: 'session' }) ${ROUTE} async show() {} }`),
    code: 'login_session',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /@Authenticated names 'session'.*Name the strategy that looks at the credentials/,
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
    says: /at least one of the methods `verify`, `serializeUser`, `deserializeUser` and `stamp`/,
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
      ['under an optional guard', '', '@Authenticated({ optional: true })'],
      ['under the optional guard of its class', `@Authenticated('session', { optional: true })`, ''],
    ] as const
  ).map(([what, onClass, onMethod]): Mistake => ({
    rule: `@CurrentUser on a route ${what}`,
    files: controller(`${onClass} @HTTPController({ path: '/' })
      export class PageController { ${onMethod} ${ROUTE} async show(@CurrentUser() user) {} }`),
    code: 'current_user_unguarded',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /Guard the method, or say `@CurrentUser\(\{ optional: true \}\)`/,
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
    rule: 'a class that is no passport strategy',
    files: inModule({
      Login: `class Client { constructor(readonly options: object) {} }
        @Strategy('client', Client) export class ClientLogin { validate() { return null; } }`,
    }),
    code: 'strategy_class',
    className: 'ClientLogin',
    file: LOGIN_FILE,
    says: /Client has no `authenticate`\. Name the strategy class/,
  },
  ...['http://', 5].map((url): Mistake => ({
    rule: `a strategy mounted at ${JSON.stringify(url)}`,
    files: inModule({
      Login: `@Strategy('client', { mount: { callbackURL: ${JSON.stringify(url)} as string } })
        export class ClientLogin { authenticate() { return null; } }`,
      Keeper: KEEPER,
    }),
    code: 'strategy_options',
    className: 'ClientLogin',
    file: LOGIN_FILE,
    says: /`callbackURL` is .*\. Give a path or a URL/,
  })),
  ...['Key\nX-Admin: 1', 'Schlüssel → hier'].map((challenge): Mistake => ({
    rule: `a challenge ${JSON.stringify(challenge)}, which no header may hold`,
    files: inModule({
      Login: `@Strategy('key', { challenge: ${JSON.stringify(challenge)} })
        export class KeyLogin { authenticate() { return null; } }`,
    }),
    code: 'strategy_options',
    className: 'KeyLogin',
    file: LOGIN_FILE,
    says: /the challenge ".*" cannot stand in a header\. Use characters of Latin-1, and no line breaks/,
  })),
  {
    rule: 'two strategies that are mounted on one path',
    files: inModule({
      Login: `@Strategy('one', { mount: { callbackURL: '/back' } }) export class OneLogin { authenticate() { return null; } }
        @Strategy('two', { mount: { callbackURL: 'https://app.example.com/back' } })
        export class TwoLogin { authenticate() { return null; } }`,
      Keeper: KEEPER,
    }),
    code: 'mount_taken',
    className: 'TwoLogin',
    file: LOGIN_FILE,
    says: /'one' and 'two' are both mounted on \/back\. Give one of them another/,
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
    rule: 'a guard on a tegg service without methods',
    files: inModule({ Service: `@Authenticated()\n@SingletonProto()\nexport class Service {}` }),
    code: 'guard_unreachable',
    className: 'Service',
    file: SERVICE_FILE,
    says: /Put @Authenticated on a controller of tegg/,
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
    says: /Put @Authenticated on a controller of tegg/,
  })),
  ...(
    [
      ['an accessor', `get pay() { return 1; }`],
      ['a generator', `*pay() { yield 1; }`],
    ] as const
  ).map(([what, member]): Mistake => ({
    rule: `a guard with policies on ${what}, which cannot wait for them`,
    files: inModule({ Service: `@Roles('admin') @SingletonProto()\nexport class Service { ${member} }` }),
    code: 'guard_options',
    className: 'Service',
    method: 'pay',
    file: SERVICE_FILE,
    says: /Make it an async method, or an async generator/,
  })),
  {
    rule: `a guard on a field that holds a function of a tegg service`,
    files: inModule({
      Service: `@SingletonProto()\nexport class Service { async other() {} @Authenticated() pay = async () => 1; }`,
    }),
    code: 'guard_unreachable',
    className: 'Service',
    method: 'pay',
    file: SERVICE_FILE,
    says: /or on a method of another object of tegg/,
  },
  {
    rule: '@Roles on a method of a controller that is no route',
    files: controller(`@HTTPController({ path: '/' })
      export class PageController { ${ROUTE} async show() {} @Roles('admin') async other() {} }`),
    code: 'guard_unreachable',
    className: 'PageController',
    method: 'other',
    file: PAGE_FILE,
    says: /on a method with @HTTPMethod/,
  },
  ...(
    [
      ['a strategy class', `@Authenticated() @Strategy('own')`, `authenticate() { return null; }`, undefined],
      [
        'a method of a strategy class',
        `@Strategy('own')`,
        `@Roles('a') authenticate() { return null; }`,
        'authenticate',
      ],
      ['another method of it', `@Strategy('own')`, `authenticate() {} @Authenticated() find() {}`, 'find'],
      ['a verifier class', `@Roles('a') @AuthVerifier()`, `verify(ctx, user) { return user; }`, undefined],
      ['a method of a verifier', `@AuthVerifier()`, `@Authenticated() verify(ctx, user) { return user; }`, 'verify'],
      ['a policy class', `@Authenticated() @AuthPolicy('own')`, `can() { return true; }`, undefined],
      ['a method of a policy', `@AuthPolicy('own')`, `@Authenticated() can() { return true; }`, 'can'],
    ] as const
  ).map(([what, decorators, body, method]): Mistake => ({
    rule: `a guard on ${what}`,
    files: inModule({ Login: `${decorators}\nexport class Own { ${body} }` }),
    code: 'guard_unreachable',
    className: 'Own',
    method,
    file: LOGIN_FILE,
    says: /the class takes part in finding the user/,
  })),
  ...(['Strategy', 'AuthPolicy'] as const).map((decorator): Mistake => ({
    rule: `a guard on a class that one under @${decorator} extends`,
    files: inModule({
      Base: `@Authenticated() export abstract class Base { authenticate() { return { id: 1 }; } can() { return true; } }`,
      Login: `import { Base } from './Base';\n@${decorator}('own')\nexport class Own extends Base {}`,
    }),
    code: 'guard_unreachable',
    className: 'Base',
    file: 'app/module/login/Base.ts',
    says: /the class takes part in finding the user/,
  })),
  ...(
    [
      ['optional and asks a policy', `{ optional: true, policy: 'even' }`, /Take `optional` away/],
      ['optional and wants a fresh login', `{ optional: true, maxAge: '10m' }`, /Take `optional` away/],
      ['for a login of one strategy, of any age', `{ strategy: 'api-key' }`, /Give a `maxAge`/],
      ['for a fresh login, without the session', `'api-key', { maxAge: '10m' }`, /Name 'session' too/],
    ] as const
  ).flatMap(([what, options, says]): Mistake[] => [
    {
      rule: `a guard of a route that is ${what}`,
      files: {
        ...inModule({ Login: KEY_LOGIN, Policy: EVEN }),
        ...controller(`@HTTPController({ path: '/' })
          export class PageController { @Authenticated(${options}) ${ROUTE} async show() {} }`),
      },
      code: 'guard_options',
      className: 'PageController',
      method: 'show',
      file: PAGE_FILE,
      says,
    },
    {
      rule: `a guard of a tegg service that is ${what}`,
      files: inModule({
        Login: KEY_LOGIN,
        Policy: EVEN,
        Service: `@SingletonProto()\nexport class Service { @Authenticated(${options}) async pay() {} }`,
      }),
      code: 'guard_options',
      className: 'Service',
      method: 'pay',
      file: SERVICE_FILE,
      says,
    },
  ]),
  {
    rule: '@Roles on a method of a class whose guard is optional',
    files: controller(`@Authenticated({ optional: true }) @HTTPController({ path: '/' })
      export class PageController { @Roles('admin') ${ROUTE} async show() {} }`),
    code: 'guard_options',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /Take `optional` away/,
  },
  {
    rule: 'a guard for a fresh login with an unknown strategy, with the nearest name',
    files: {
      ...inModule({ Login: KEY_LOGIN }),
      ...controller(`@HTTPController({ path: '/' })
        export class PageController { @Authenticated({ maxAge: 1, strategy: 'api-kay' }) ${ROUTE} async show() {} }`),
    },
    code: 'strategy_unknown',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: /'api-kay'.*Did you mean 'api-key'\?/,
  },
  {
    rule: 'a guard of a tegg service that names an unknown strategy',
    files: inModule({ Service: `@SingletonProto()\nexport class Service { @Authenticated('jwt') async pay() {} }` }),
    code: 'strategy_unknown',
    className: 'Service',
    method: 'pay',
    file: SERVICE_FILE,
    says: /@Authenticated names the strategy 'jwt'/,
  },
  {
    rule: 'two policy classes of one name',
    files: inModule({
      First: `@AuthPolicy('one')\nexport class First { can() { return true; } }`,
      Second: `@AuthPolicy('one')\nexport class Second { can() { return true; } }`,
    }),
    code: 'policy_duplicate',
    className: 'Second',
    file: 'app/module/login/Second.ts',
    says: /policy 'one' is registered twice, here and by First\. Give one of them another name/,
  },
  {
    rule: 'a policy class without `can`',
    files: inModule({ Policy: `@AuthPolicy('one')\nexport class One { may() { return true; } }` }),
    code: 'policy_handler',
    className: 'One',
    file: 'app/module/login/Policy.ts',
    says: /Give it `can\(user, ctx, resource\?\)`/,
  },
  ...(
    [
      ['a guard of a route', `@Authenticated({ policy: 'evn' })`, '', 'Authenticated', 'evn'],
      ['one of several policies', `@Authenticated({ policy: ['even', 'evn'] })`, '', 'Authenticated', 'evn'],
      ['a policy with arguments', `@Authenticated({ policy: policy('evn', 2) })`, '', 'Authenticated', 'evn'],
      [
        'a name and its arguments in one array',
        `@Authenticated({ policy: ['even', 'two'] })`,
        '',
        'Authenticated',
        'two',
      ],
      ['a guard of a class', '', `@Authenticated({ policy: 'evn' })`, 'Authenticated', 'evn'],
      ["tegg's @Acl", `@Acl('evn')`, '', 'Acl', 'evn'],
      ["tegg's @Acl on a class", '', `@Acl('evn')`, 'Acl', 'evn'],
      ["tegg's @Acl without a code", `@Acl()`, '', 'Acl', ''],
      ['a name that every object has', `@Authenticated({ policy: 'constructor' })`, '', 'Authenticated', 'constructor'],
    ] as const
  ).map(([what, onMethod, onClass, decorator, name]): Mistake => ({
    rule: `${what} that names an unknown policy, with the nearest name`,
    files: {
      ...inModule({ Policy: EVEN }),
      ...controller(`${onClass} @HTTPController({ path: '/' })
        export class PageController { ${onMethod} ${ROUTE} async show() {} }`),
    },
    code: 'policy_unknown',
    className: 'PageController',
    method: 'show',
    file: PAGE_FILE,
    says: new RegExp(
      `@${decorator} names the policy '${name}', which nothing registers\\. Did you mean '(even|roles)'\\? Registered are: roles, even`,
    ),
  })),
  {
    rule: 'a guard of a tegg service that names an unknown policy',
    files: inModule({
      Policy: EVEN,
      Service: `@SingletonProto()\nexport class Service { @Authenticated({ policy: 'evn' }) async pay() {} }`,
    }),
    code: 'policy_unknown',
    className: 'Service',
    method: 'pay',
    file: SERVICE_FILE,
    says: /Did you mean 'even'\?/,
  },
  ...(
    [
      ['@Roles and @Public on one method', '', `@Roles('a') @Public()`, '@Roles and @Public'],
      ['@Roles and @Public on one class', `@Roles('a') @Public()`, '', '@Roles and @Public'],
      ['@Roles and @Login on one method', '', `@Roles('a') @Login('api-key')`, '@Roles and @Login'],
    ] as const
  ).map(([rule, onClass, onMethod, says]): Mistake => ({
    rule,
    files: {
      ...inModule({ Login: KEY_LOGIN }),
      ...controller(`${onClass} @HTTPController({ path: '/' })
        export class PageController { ${onMethod} ${ROUTE} async show() {} }`),
    },
    code: 'guard_conflict',
    className: 'PageController',
    method: onMethod ? 'show' : undefined,
    file: PAGE_FILE,
    says: new RegExp(`${says} stand on one and the same place\\. Take one of them away`),
  })),
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

  for (const guard of ['All', 'everything', true, {}]) {
    it(`guard_options: \`config.passport.guard\` is ${JSON.stringify(guard)}`, async () => {
      const { error } = await refused({
        ...GOOD,
        'config/config.default.ts': config(`passport: { guard: ${JSON.stringify(guard)} }`),
      });
      assert.ok(error instanceof WiringError, error.stack);
      assert.equal(error.code, 'guard_options');
      assert.match(error.message, /Say 'all', or leave it out/);
    });
  }

  for (const url of [`'http://'`, `{}`, `7`]) {
    it(`login_url: \`config.passport.loginURL\` is ${url}`, async () => {
      const { error } = await refused({
        ...GOOD,
        'config/config.default.ts': config(`passport: { loginURL: ${url} }`),
      });
      assert.ok(error instanceof WiringError, error.stack);
      assert.equal(error.code, 'login_url');
      assert.match(error.message, /Give a path like '\/login', or a URL/);
    });
  }

  for (const [option, says] of [
    [`keep: 'cart'`, /`config.passport.session.keep` is "cart". Give a list/],
    [`keep: ['passport']`, /`passport`, which is the login, is none of them/],
    [`keep: [1]`, /Give a list/],
    [`onStoreFailure: 'ignore'`, /Say 'fail' or 'nobody'/],
    [`timeout: 0`, /`config.passport.session.timeout` is 0. Give milliseconds/],
    [`maxLifetime: 'soon'`, /`config.passport.session.maxLifetime` is "soon". Give milliseconds/],
  ] as const) {
    it(`session_options: { ${option} }`, async () => {
      const { error } = await refused({
        ...GOOD,
        'config/config.default.ts': config(`passport: { session: { ${option} } }`),
      });
      assert.ok(error instanceof WiringError, error.stack);
      assert.equal(error.code, 'session_options');
      assert.match(error.message, says);
    });
  }

  const CONFIGS: [string, string, RegExp][] = [
    ['gaurd', `'all'`, /no `config\.passport\.gaurd`\. Did you mean `guard`\?/],
    ['loginUrl', `'/login'`, /Did you mean `loginURL`\?/],
    ['role', `() => []`, /Did you mean `roles`\?/],
    ['protectedRessource', `{}`, /Did you mean `protectedResource`\?/],
    ['roles', `['admin']`, /is no function/],
  ];
  for (const [key, value, says] of CONFIGS) {
    it(`passport_config: \`config.passport.${key}\` is ${value}`, async () => {
      const { error } = await refused({
        ...GOOD,
        'config/config.default.ts': config(`passport: { ${key}: ${value} }`),
      });
      assert.ok(error instanceof WiringError, error.stack);
      assert.equal(error.code, 'passport_config');
      assert.match(error.message, says);
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
  it("keys of the application's own in config.passport", () =>
    withApp(
      { ...GOOD, 'config/config.default.ts': config(`passport: { providers: ['github'], timeout: 5 }`) },
      async app => {
        await app.httpRequest().get('/show').expect(200, 'shown');
      },
    ));

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

  it('@CurrentUser({ optional: true }) wherever there may be no user', () =>
    withApp(
      {
        ...inModule({
          Login: `@Strategy('api-key')\nexport class KeyLogin { authenticate(ctx) { return ctx.get('x-key') || null; } }`,
        }),
        ...controller(`@HTTPController({ path: '/' })
          export class PageController {
            @Authenticated('api-key', { optional: true }) ${ROUTE} async show(@CurrentUser({ optional: true }) user) { return { user: user ?? null }; }
            @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/open' }) async open(@CurrentUser({ optional: true }) user) { return { user: user ?? null }; }
            @Public() @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/public' }) async pub(@CurrentUser({ optional: true }) user) { return { user: user ?? null }; }
            @Authenticated('api-key') @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/guarded' }) async guarded(@CurrentUser({ optional: true }) user) { return { user }; } }`),
      },
      async app => {
        for (const path of ['/show', '/open', '/public']) await app.httpRequest().get(path).expect(200, { user: null });
        for (const path of ['/show', '/guarded']) {
          await app.httpRequest().get(path).set('x-key', 'ada').expect(200, { user: 'ada' });
        }
        await app.httpRequest().get('/guarded').expect(401);
      },
    ));

  it("tegg's @Acl with a code of the application's own `acl`", () =>
    withApp(
      {
        'app/extend/context.ts': `export default {
          async acl(code) { if (code !== 'own') throw Object.assign(new Error('no'), { status: 418 }); } };`,
        ...controller(`@HTTPController({ path: '/' }) export class PageController {
          @Acl('own') ${ROUTE} async show() { return 'shown'; }
          @Acl('other') @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/other' }) async other() { return 'shown'; } }`),
      },
      async app => {
        await app.httpRequest().get('/show').expect(200, 'shown');
        await app.httpRequest().get('/other').expect(418);
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
