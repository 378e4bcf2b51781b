import assert from 'node:assert/strict';
import { relative } from 'node:path';
import type { MapEntry, MapPlace, PassportMap } from '#src/passport/map/PassportMap';
import type { Files } from '../support/generate';
import { MCP, MCP_PLUGINS, mcpConfig } from '../support/mcp';
import { controllers, get, inModule, post, PUBLIC_PROTO, running } from '../support/running';

const FILES: Files = {
  'config/plugin.ts': MCP_PLUGINS,
  'config/config.default.ts': mcpConfig(`passportGithub: { key: 'the key', secret: 'the secret' },`),
  'app/router.ts': `const { EggRouter: Router } = require('@eggjs/router');
    export default app => {
      app.passport.verify(async function findUser(ctx, user) { return user; });
      const answer = async ctx => { ctx.body = 'answered'; };
      app.get('/open', answer);
      app.get('/health', app.passport.public(), answer);
      app.post('named', '/key', app.passport.authenticate('api-key', { session: false, successReturnToOrRedirect: null }), answer);
      app.get('/last', app.passport.authenticate(['local', 'api-key']));
      app.get('/account', app.passport.authorize('api-key'), answer);
      app.get('/restored', app.passport.session(), answer);
      app.all('/every', answer);
      app.get(/^\\/pattern/, answer);
      app.router.register(['/one', '/two'], ['put'], [app.passport.public(), answer]);
      app.redirect('/old', '/open');
      app.resources('posts', '/posts', app.passport.public(), { index: answer, update: answer });
      app.router.use('/admin', app.passport.authenticate('api-key', { session: false }));
      app.get('/admin/users', answer);
      app.get('/administration', answer);
      const nested = new Router({}, app);
      nested.get('/inside', app.passport.authenticate('api-key', { session: false }), answer).get('/open', answer);
      app.router.use('/nested', nested.routes());
    };`,
  ...inModule('login', {
    Logins: `
    import { Strategy as LocalStrategy } from 'passport-local';
    import { Strategy as GitHubStrategy } from 'passport-github2';
    @Strategy('local', LocalStrategy) export class PasswordLogin { validate(name: string) { return { name }; } }
    @Strategy('github', GitHubStrategy, { mount: true })
    export class GithubLogin { validate() { return null; } }
    @Strategy('api-key', { challenge: 'ApiKey' }) export class KeyLogin { authenticate(ctx) { return ctx.get('x-api-key') || null; } }
    @AuthVerifier({ order: 20, strategies: ['local', 'github'] }) export class Second {
      async verify(ctx, user) { return user; }
    }
    @AuthVerifier({ order: 10 }) export class First {
      verify(ctx, user) { return user; }

      serializeUser(ctx, user) { return user.name; }
      async deserializeUser(ctx, name) { return { name }; } }
    @AuthPolicy('plan') export class PlanPolicy { can() { return true; } }
    @SingletonProto(${PUBLIC_PROTO}) export class Vault {
      @Authenticated('api-key') open() { return 'opened'; }
      @Authenticated({ policy: policy('plan', 'pro', 1, /x/) }) async close() {}
      peek() {} }`,
  }),
  'app/base.ts': `import { HTTPMethod, HTTPMethodEnum } from '@eggjs/tegg';
    export abstract class Base {

      @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/inherited' })
      async inherited() {}
    }`,
  ...controllers({
    AccountController: `import { Base } from '../base';
    @Authenticated() @HTTPController({ path: '/account' }) export class AccountController extends Base {
      @Roles('admin') ${get('/roles')} async roles() {}
      @Authenticated(['session', 'api-key'], { optional: true }) ${get('/maybe/:id')} async maybe(@HTTPParam() id: string) {}
      @Authenticated({ maxAge: '5m', strategy: 'local' }) ${post('/password')} async password() {}
      @Authenticated({ optional: true }) @Acl('plan') ${get('/acl')} async acl() {}
      @Public() ${get('/help')} async help() {}
      @Login('local', { session: false }) ${post('/login')} async login() {} }`,
    OpenController: `@HTTPController({ path: '/nobody' }) export class OpenController {
      ${get('/asked')} async asked() {}
      @Acl('plan') ${get('/acl')} async acl() {}
      @Host('a.example') ${get('/host')} async host() {} }`,
    ToolController: `${MCP} @MCPController() export class ToolController {
      @Authenticated('api-key') @MCPTool({ name: 'find' }) async search() { return { content: [] }; }
      @Public() @MCPTool() async ask() { return { content: [] }; } }`,
  }),
};

describe('app.passport.map()', () => {
  const asked = running(FILES);
  let map: PassportMap;
  before(() => {
    map = asked.app.passport.map();
  });

  const place = ({ file, line }: MapPlace): string => `${relative(asked.app.baseDir, String(file))}:${line}`;
  const all = (path: string): MapEntry[] => map.entries.filter(entry => entry.path === path);
  const one = (path: string): MapEntry => {
    assert.equal(all(path).length, 1, `${path} is in the map once`);
    return all(path)[0];
  };
  const guarded = (guard: object): object => ({
    type: 'guard',
    guard: { strategies: ['session'], optional: false, policies: [], ...guard },
  });
  const login = (strategies: string[], session: boolean): object => ({ type: 'login', strategies, session });

  describe('routes of controllers', () => {
    const ACCESS: Record<string, object> = {
      '/account/roles': guarded({ policies: [{ name: 'roles', args: ['admin'] }] }),
      '/account/maybe/:id': guarded({ strategies: ['session', 'api-key'], optional: true }),
      '/account/password': guarded({ maxAge: 300_000, freshStrategy: 'local' }),
      '/account/help': { type: 'public' },
      '/account/login': login(['local'], false),
      '/account/inherited': guarded({}),
      '/nobody/asked': { type: 'open' },
    };
    for (const [path, access] of Object.entries(ACCESS)) {
      it(`${path}: how it may be reached`, () => assert.deepEqual(one(path).access, access));
    }

    it('have the method, the file and the line', () => {
      const { kind, verbs, className, method } = one('/account/password');
      assert.deepEqual([kind, verbs, className, method], ['route', ['POST'], 'AccountController', 'password']);
      assert.equal(place(one('/account/password')), 'app/controller/AccountController.ts:7');
    });

    it('have the place of the class that declares an inherited method, and the name of the one that answers', () => {
      const inherited = one('/account/inherited');
      assert.deepEqual([inherited.className, place(inherited)], ['AccountController', 'app/base.ts:5']);
    });

    it("name the policy of tegg's @Acl, which wants a user", async () => {
      assert.deepEqual(one('/nobody/acl').access, guarded({ policies: [{ name: 'plan', args: [] }] }));
      assert.deepEqual(one('/account/acl').access, guarded({ policies: [{ name: 'plan', args: [] }] }));
      await asked.get('/nobody/acl').expect(401);
      await asked.get('/account/acl').expect(401);
    });

    it('name the hosts that they answer', () => {
      assert.deepEqual(one('/nobody/host').hosts, ['a.example']);
      assert.equal(one('/nobody/asked').hosts, undefined);
    });
  });

  describe('routes of app/router', () => {
    const ACCESS: Record<string, object> = {
      '/open': { type: 'open' },
      '/health': { type: 'public' },
      '/key': login(['api-key'], false),
      '/last': login(['local', 'api-key'], true),
      '/account': login(['api-key'], false),
      '/restored': { type: 'open' },
      '/one': { type: 'public' },
      '/two': { type: 'public' },
      '/posts/:id': { type: 'public' },
      '/old': { type: 'public' },
      '/passport/github/callback': login(['github'], true),
      '/admin/users': login(['api-key'], false),
      '/administration': { type: 'open' },
      '/nested/inside': login(['api-key'], false),
      '/nested/open': { type: 'open' },
    };
    for (const [path, access] of Object.entries(ACCESS)) {
      it(`${path}: how it may be reached`, () => assert.deepEqual(one(path).access, access));
    }

    it('have the line that registered them', () => {
      assert.deepEqual([one('/key').kind, one('/key').verbs], ['router', ['POST']]);
      assert.equal(place(one('/key')), 'app/router.ts:7');
    });

    it('have the place of the strategy class, where that mounts them', () => {
      assert.equal(place(one('/passport/github')), 'app/module/login/Logins.ts:8');
      assert.equal(one('/passport/github').className, 'GithubLogin');
    });

    it('say ALL for every verb, and a regular expression as text', () => {
      assert.deepEqual(one('/every').verbs, ['ALL']);
      assert.equal(one(String(/^\/pattern/)).regexp, true);
    });

    it('are in the map when they are registered after the boot', () => {
      asked.app.get('/late', asked.app.passport.public(), async () => {});
      const late = asked.app.passport.map().entries.find(({ path }) => path === '/late');
      assert.deepEqual([late?.access.type, late?.file], ['public', __filename]);
    });

    it('answer as without the map', async () => {
      await asked.get('/open').expect(200, 'answered');
      await asked.get('/health').expect(200, 'answered');
      await asked.get('/admin/users').expect(401);
      await asked.get('/admin/users', { 'x-api-key': 'ada' }).expect(302);
      await asked.get('/administration').expect(200, 'answered');
      await asked.post('/key', { 'x-api-key': 'ada' }).expect(200, 'answered');
      await asked.get('/old').expect(301).expect('location', '/open');
      await asked.get('/nested/open').expect(200, 'answered');
    });
  });

  it('gives tools under the names that clients know, and none of the routes that carry them', () => {
    const tools = map.entries.filter(({ kind }) => kind === 'mcp');
    assert.deepEqual(
      tools.map(({ mcp, name, method, access }) => [mcp, name, method, access]),
      [
        ['tool', 'ask', 'ask', { type: 'public' }],
        ['tool', 'find', 'search', guarded({ strategies: ['api-key'] })],
      ],
    );
    assert.deepEqual(
      map.entries.filter(({ path }) => path?.startsWith('/mcp')),
      [],
    );
  });

  it('gives guarded methods of other objects', () => {
    const methods = map.entries.filter(({ kind }) => kind === 'method');
    assert.deepEqual(
      methods.map(entry => [`${entry.className}#${entry.method}`, place(entry), entry.access]),
      [
        [
          'Vault#close',
          'app/module/login/Logins.ts:21',
          guarded({ strategies: [], policies: [{ name: 'plan', args: ['pro', 1, '/x/'] }] }),
        ],
        ['Vault#open', 'app/module/login/Logins.ts:20', guarded({ strategies: ['api-key'] })],
      ],
    );
  });

  it('gives every strategy with its class', () => {
    assert.deepEqual(
      map.strategies.map(({ name, className, challenge }) => [name, className, challenge]),
      [
        ['api-key', 'KeyLogin', 'ApiKey'],
        ['github', 'GithubLogin', 'Github realm="generated"'],
        ['local', 'PasswordLogin', 'Local realm="generated"'],
      ],
    );
    assert.equal(place(map.strategies[2]), 'app/module/login/Logins.ts:6');
    assert.equal(map.strategies[0].passportStrategy, undefined);
  });

  it('gives the chains in the order in which they run', () => {
    const steps = (chain: keyof PassportMap['chains']): unknown[] =>
      map.chains[chain].map(link => [link.name, link.strategies, place(link)]);
    assert.deepEqual(steps('verify'), [
      ['findUser', undefined, 'app/router.ts:3'],
      ['First', undefined, 'app/module/login/Logins.ts:14'],
      ['Second', ['github', 'local'], 'app/module/login/Logins.ts:11'],
    ]);
    assert.deepEqual(steps('serialize'), [['First', undefined, 'app/module/login/Logins.ts:16']]);
    assert.deepEqual(steps('deserialize'), [['First', undefined, 'app/module/login/Logins.ts:17']]);
    assert.deepEqual(steps('stamp'), []);
  });

  it('gives every policy with its class', () => {
    assert.deepEqual(
      map.policies.map(({ name, className }) => [name, className]),
      [
        ['plan', 'PlanPolicy'],
        ['roles', undefined],
      ],
    );
  });

  it('is plain data, in the same order each time, with no option of a strategy', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(map)), map);
    const again = asked.app.passport.map().entries.filter(({ path }) => path !== '/late');
    assert.deepEqual(again, map.entries);
    const paths = map.entries.flatMap(({ path }) => path ?? []);
    assert.deepEqual([...paths].sort(), paths);
    assert.doesNotMatch(JSON.stringify(map), /the key|the secret/);
  });
});
