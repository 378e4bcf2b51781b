import assert from 'node:assert/strict';
import { AuthenticationError, AuthorizationError, type AuthService, PassportError, policy } from 'tegg-passport';
import { config } from '../support/generate';
import {
  controllers,
  cookiesOf,
  get,
  HTML,
  inModule,
  JSON_ONLY,
  LOGIN_CONTROLLER,
  PUBLIC_PROTO,
  running,
} from '../support/running';

/** What a policy was asked, in order. */
interface Watch {
  readonly asked: { policy: string; user: unknown; resource: unknown; args: unknown[]; hasCtx: boolean }[];
}

const POLICIES = inModule('policies', {
  Policies: `
    @SingletonProto(${PUBLIC_PROTO}) export class Watch { readonly asked = []; }
    @ContextProto(${PUBLIC_PROTO}) export class Letter { @Inject() private readonly authService: AuthService;
      readonly id = Math.random();
      first() { return this.authService.user?.name?.[0]; } }
    const ANSWERS = {
      true: () => true, promise: async () => true,
      one: () => 1, yes: () => 'true', object: () => ({}), array: () => [true], boxed: () => new Boolean(true),
      nothing: () => undefined, null: () => null, zero: () => 0, empty: () => '', false: () => false,
      'promise of false': async () => false, 'promise of one': async () => 1, 'promise of a function': async () => () => true,
      'a function': () => () => true,
      throws: () => { throw new Error('the database at 10.0.0.1 is down'); },
      rejects: async () => { throw new Error('the database at 10.0.0.1 is down'); },
      'throws nothing': () => { throw undefined; }, 'rejects with nothing': () => Promise.reject(),
      refuses: () => { throw new AuthorizationError('only on Sundays', { code: 'not_sunday' }); } };
    @AuthPolicy('answer') export class AnswerPolicy {
      can(user, ctx, resource, answer) { return ANSWERS[answer](); } }
    @AuthPolicy('watch') export class WatchPolicy {
      @Inject() private readonly watch: Watch;
      async can(user, ctx, resource, ...args) {
        this.watch.asked.push({ policy: 'watch', user, resource, args, hasCtx: typeof ctx?.get === 'function' });
        return args[0] !== 'no'; } }
    @AuthPolicy('owner') export class OwnerPolicy {
      async can(user, ctx, document) { return document?.owner === user.name; } }
    @AuthPolicy('letter') export class LetterPolicy {
      @Inject() private readonly letter: Letter;
      async can(user, ctx, resource, first = 'a') { return this.letter.first() === first; } }
    @Strategy('zero') export class ZeroLogin { authenticate(ctx) { return JSON.parse(ctx.get('x-user') || 'null'); } }`,
});

const ANSWERS_NO = [
  'one',
  'yes',
  'object',
  'array',
  'boxed',
  'nothing',
  'null',
  'zero',
  'empty',
  'false',
  'promise of false',
  'promise of one',
  'promise of a function',
  'a function',
];
// Koa takes an error that is nothing for none, and would never answer.
const BREAKS = ['throws', 'rejects', 'throws nothing', 'rejects with nothing'];
const answerRoute = (answer: string, index: number): string =>
  `@Authenticated('api-key', { policy: policy('answer', '${answer}') }) ${get(`/answer/${encodeURIComponent(answer)}`)} async answer${index}() { return 'reached'; }`;

const KEY = { 'x-api-key': 'ada', ...JSON_ONLY };
const as = (name: string): Record<string, string> => ({ 'x-api-key': name, ...JSON_ONLY });

describe('a policy', () => {
  const on = running({
    ...POLICIES,
    'config/config.default.ts': config(`passport: { loginURL: '/sign-in' }`),
    ...controllers({
      LoginController: LOGIN_CONTROLLER,
      AnswerController: `@HTTPController({ path: '/' }) export class AnswerController {
        ${['true', 'promise', ...ANSWERS_NO, ...BREAKS, 'refuses'].map(answerRoute).join('\n')} }`,
      PolicyController: `@HTTPController({ path: '/' }) export class PolicyController {
        @Authenticated({ policy: 'watch' }) ${get('/session-watch')} async sessionWatch() { return 'reached'; }
        @Authenticated('api-key', { policy: 'watch' }) ${get('/watch')} async one() { return 'reached'; }
        @Authenticated('api-key', { policy: [policy('watch', 1), policy('watch', 2, { three: 3 }), 'watch'] }) ${get('/several')} async several() { return 'reached'; }
        @Authenticated('api-key', { policy: [policy('watch', 1), policy('watch', 'no'), policy('watch', 3)] }) ${get('/second-no')} async secondNo() { return 'reached'; }
        @Authenticated('api-key', { policy: [policy('answer', 'throws'), 'watch'] }) ${get('/broken-first')} async brokenFirst() { return 'reached'; }
        @Authenticated('api-key', { policy: 'letter' }) ${get('/letter')} async letter() { return 'reached'; }
        @Authenticated('api-key', { policy: policy('letter', 'b') }) ${get('/letter-b')} async letterB() { return 'reached'; }
        @Authenticated('zero', { policy: 'watch' }) ${get('/zero')} async zero() { return 'reached'; }
        @Authenticated({ policy: policy('watch', 'no') }) ${get('/page')} async page() { return 'reached'; } }`,
      ClassController: `@Authenticated('api-key', { policy: policy('letter', 'a') }) @HTTPController({ path: '/class' }) export class ClassController {
        ${get('/')} async show() { return 'reached'; }
        @Authenticated('api-key') ${get('/replaced')} async replaced() { return 'reached'; } }`,
    }),
  });
  const asked = async (): Promise<Watch['asked']> => (await on.object<Watch>('watch')).asked;
  beforeEach(async () => {
    (await asked()).length = 0;
  });

  for (const answer of ['true', 'promise'])
    it(`that answers ${answer} lets the user through`, () => on.get(`/answer/${answer}`, KEY).expect(200, 'reached'));

  for (const answer of ANSWERS_NO)
    it(`that answers ${answer} says no: only true is a yes`, async () => {
      const res = await on.get(`/answer/${encodeURIComponent(answer)}`, KEY).expect(403);
      assert.equal((res.body as { code: string }).code, 'forbidden');
    });

  for (const answer of BREAKS)
    it(`that ${answer} is a server error and never a yes`, async () => {
      await on.get(`/answer/${encodeURIComponent(answer)}`, KEY).expect(500);
    });

  it('that throws a refusal of its own refuses in its own words', async () => {
    const res = await on.get('/answer/refuses', KEY).expect(403);
    assert.deepEqual(
      [(res.body as { code: string }).code, (res.body as { message: string }).message],
      ['not_sunday', 'only on Sundays'],
    );
  });

  it('is never asked about nobody', async () => {
    for (const path of ['/watch', '/several', '/session-watch']) await on.get(path, JSON_ONLY).expect(401);
    for (const user of ['null', 'false']) await on.get('/zero', { 'x-user': user, ...JSON_ONLY }).expect(401);
    assert.deepEqual(await asked(), []);
  });

  it('is asked about 0 and the empty string, which are users', async () => {
    for (const user of [0, '']) await on.get('/zero', { 'x-user': JSON.stringify(user) }).expect(200);
    assert.deepEqual(
      (await asked()).map(({ user }) => user),
      [0, ''],
    );
  });

  it('is asked with the user, the request, no resource, and its arguments', async () => {
    await on.get('/watch', KEY).expect(200);
    await (await on.agent('alan')).get('/session-watch').expect(200);
    const question = { policy: 'watch', resource: undefined, args: [], hasCtx: true };
    assert.deepEqual(await asked(), [
      { ...question, user: { name: 'ada' } },
      { ...question, user: { name: 'alan' } },
    ]);
  });

  it('one of several: all are asked, each with its arguments, in their order', async () => {
    await on.get('/several', KEY).expect(200);
    assert.deepEqual(
      (await asked()).map(({ args }) => args),
      [[1], [2, { three: 3 }], []],
    );
  });

  it('one of several: one no is enough, and one that breaks is a server error', async () => {
    await on.get('/second-no', KEY).expect(403);
    await on.get('/broken-first', KEY).expect(500);
    assert.deepEqual(
      (await asked()).map(({ args }) => args),
      [[1], ['no']],
    );
  });

  it("injects context objects that the route's controller does not reach", async () => {
    await on.get('/letter', KEY).expect(200);
    await on.get('/letter', as('bob')).expect(403);
    await on.get('/letter-b', as('bob')).expect(200);
  });

  it('of a class guards its methods, and a guard of a method replaces it', async () => {
    await on.get('/class', KEY).expect(200);
    await on.get('/class', as('bob')).expect(403);
    await on.get('/class/replaced', as('bob')).expect(200);
  });

  it('that says no is 403 for a browser too, and never a redirect', async () => {
    const res = await (await on.agent('ada')).get('/page').set(HTML).expect(403);
    assert.equal(res.headers.location, undefined);
    await on.get('/page', HTML).expect(302).expect('Location', '/sign-in');
  });

  it('that says no to a session leaves the session as it was', async () => {
    const res = await (await on.agent('ada')).get('/page').set(JSON_ONLY).expect(403);
    assert.equal(cookiesOf(res), undefined);
  });
});

const role = (path: string, ...roles: string[]): string =>
  `@Roles(${roles.map(name => `'${name}'`).join()}) ${get(path)}`;

describe('@Roles', () => {
  const on = running({
    ...controllers({
      LoginController: LOGIN_CONTROLLER,
      RolesController: `@HTTPController({ path: '/' }) export class RolesController {
        ${role('/admin', 'admin')} async admin(@CurrentUser() user) { return user.name; }
        ${role('/staff', 'admin', 'editor')} async staff() { return 'reached'; }
        @Authenticated('api-key') ${role('/key', 'admin')} async key() { return 'reached'; }
        ${role('/key-below', 'admin')} @Authenticated('api-key') async below() { return 'reached'; }
        @Authenticated({ policy: 'even' }) ${role('/even', 'admin', 'editor')} async even() { return 'reached'; } }`,
      AdminController: `@Authenticated('api-key') @Roles('admin') @HTTPController({ path: '/class' }) export class AdminController {
        ${get('/')} async show() { return 'reached'; }
        ${role('/editor', 'editor')} async editor() { return 'reached'; }
        @Authenticated('api-key') ${get('/replaced')} async replaced() { return 'reached'; }
        @Public() ${get('/public')} async open() { return 'reached'; } }`,
      Base: `@Authenticated('api-key') export abstract class Base {
          ${get('/mine')} async mine() { return 'mine'; }
          @Roles('admin') ${get('/admin')} async admin() { return 'admin'; }
          @Public() ${get('/public')} async open() { return 'open'; } }`,
      HeirController: `import { Base } from './Base';
        @HTTPController({ path: '/heir' }) export class HeirController extends Base {}`,
      StrictController: `import { Base } from './Base';
        @Roles('editor') @HTTPController({ path: '/strict' }) export class StrictController extends Base {}`,
      LooseController: `import { Base } from './Base';
        @Authenticated('api-key') @HTTPController({ path: '/loose' }) export class LooseController extends Base {}`,
      PublicController: `@Public() @HTTPController({ path: '/public' }) export class PublicController {
        ${get('/')} async show() { return 'reached'; }
        ${role('/admin', 'admin')} async admin() { return 'reached'; } }`,
    }),
    ...inModule('policies', {
      Even: `@AuthPolicy('even') export class Even { can(user) { return user.name.length % 2 === 0; } }`,
    }),
  });
  const cookies = new Map<string, string[]>();
  const statuses = async (path: string, names: readonly string[], by: 'session' | 'key'): Promise<number[]> => {
    const all: number[] = [];
    for (const name of names) {
      if (!cookies.has(name)) cookies.set(name, await on.login(name));
      const headers: Record<string, string | string[]> =
        by === 'key' ? { 'x-api-key': name } : { Cookie: cookies.get(name) as string[] };
      all.push((await on.get(path, { ...JSON_ONLY, ...headers })).status);
    }
    return all;
  };
  const WHO = ['root', 'ed', 'both', 'none', 'ada'];

  it("without another guard wants the session's user, with one of the roles", async () => {
    assert.deepEqual(await statuses('/admin', WHO, 'session'), [200, 403, 200, 403, 403]);
    assert.deepEqual(await statuses('/staff', WHO, 'session'), [200, 200, 200, 403, 403]);
    assert.deepEqual(await statuses('/admin', ['root'], 'key'), [401]);
    await on.get('/admin', JSON_ONLY).expect(401);
  });

  it('takes roles only out of a list of names', async () => {
    assert.deepEqual(await statuses('/admin', ['text', 'list', 'none'], 'session'), [403, 403, 403]);
  });

  it('adds to the guard of the same place, above it or below', async () => {
    for (const path of ['/key', '/key-below']) {
      assert.deepEqual(await statuses(path, WHO, 'key'), [200, 403, 200, 403, 403]);
      assert.deepEqual(await statuses(path, ['root'], 'session'), [401]);
    }
  });

  it('adds to the policies of the guard: all must say yes', async () => {
    assert.deepEqual(await statuses('/even', ['root', 'ed', 'none', 'ada'], 'session'), [200, 200, 403, 403]);
  });

  it('of a class adds to the guard of the class', async () => {
    assert.deepEqual(await statuses('/class', WHO, 'key'), [200, 403, 200, 403, 403]);
  });

  it('of a method adds to that of its class, and a guard of the method replaces both', async () => {
    assert.deepEqual(await statuses('/class/editor', WHO, 'key'), [403, 403, 200, 403, 403]);
    assert.deepEqual(await statuses('/class/replaced', WHO, 'key'), [200, 200, 200, 200, 200]);
    await on.get('/class/public').expect(200);
  });

  it('of a parent holds where the subclass says nothing', async () => {
    assert.deepEqual(await statuses('/heir/admin', WHO, 'key'), [200, 403, 200, 403, 403]);
    assert.deepEqual(await statuses('/heir/mine', ['ada'], 'key'), [200]);
    await on.get('/heir/public').expect(200);
  });

  it('of a subclass adds to the guards of its parent, and guards what was public there', async () => {
    assert.deepEqual(await statuses('/strict/mine', WHO, 'key'), [403, 200, 200, 403, 403]);
    assert.deepEqual(await statuses('/strict/admin', WHO, 'key'), [403, 403, 200, 403, 403]);
    assert.deepEqual(await statuses('/strict/public', WHO, 'session'), [403, 200, 200, 403, 403]);
    await on.get('/strict/public', JSON_ONLY).expect(401);
  });

  it('of a parent is replaced by the guard of a subclass', async () => {
    assert.deepEqual(await statuses('/loose/admin', WHO, 'key'), [200, 200, 200, 200, 200]);
    await on.get('/loose/admin', JSON_ONLY).expect(401);
  });

  it('guards a method of a public class', async () => {
    await on.get('/public').expect(200);
    await on.get('/public/admin', JSON_ONLY).expect(401);
    assert.deepEqual(await statuses('/public/admin', ['root', 'ada'], 'session'), [200, 403]);
  });
});

describe('config.passport.roles', () => {
  const ROLES = `{
    sync: () => ['admin'], async: async () => ['admin'], none: () => [], other: async () => ['editor'],
    text: () => 'admin', object: () => ({ admin: true }), set: () => new Set(['admin']), null: () => null,
    nothing: () => undefined, all: () => true, includes: () => ({ length: 1, 0: 'admin', includes: () => true }),
    nested: () => [['admin']], throws: () => { throw new Error('down'); }, rejects: async () => { throw new Error('down'); }, 'throws nothing': () => { throw undefined; } }`;
  const on = running({
    'config/config.default.ts': config(`passport: { roles: user => (${ROLES})[user.name]() }`),
    ...controllers({
      RolesController: `@Authenticated('api-key') @HTTPController({ path: '/' }) export class RolesController {
        ${role('/admin', 'admin')} async admin() { return 'reached'; } }`,
    }),
  });
  const STATUS: Record<string, number> = {
    sync: 200,
    async: 200,
    none: 403,
    other: 403,
    text: 403,
    object: 403,
    set: 403,
    null: 403,
    nothing: 403,
    all: 403,
    includes: 403,
    nested: 403,
    throws: 500,
    rejects: 500,
    'throws nothing': 500,
  };
  for (const [name, status] of Object.entries(STATUS))
    it(`answers ${name}: ${status}`, () => on.get('/admin', as(name)).expect(status));

  it("takes the place of the user's own roles", () => on.get('/admin', as('root')).expect(500));
});

describe("tegg's @Acl", () => {
  const on = running({
    ...POLICIES,
    ...controllers({
      LoginController: LOGIN_CONTROLLER,
      AclController: `@HTTPController({ path: '/' }) export class AclController {
        @Acl('watch') ${get('/open')} async open() { return 'reached'; }
        @Authenticated('api-key') @Acl('letter') ${get('/key')} async key() { return 'reached'; }
        @Authenticated('api-key', { optional: true }) @Acl('letter') ${get('/perhaps')} async perhaps() { return 'reached'; }
        @Authenticated('api-key') @Acl('roles') ${get('/roles')} async roles() { return 'reached'; }
        ${get('/ctx/:code')} async ctx(@Context() ctx, @HTTPParam() code: string) { await ctx.acl(code); return 'reached'; } }`,
      ClassController: `@Acl('letter') @HTTPController({ path: '/class' }) export class ClassController {
        ${get('/')} async show() { return 'reached'; }
        @Acl('owner') ${get('/owner')} async owner() { return 'reached'; } }`,
    }),
  });

  it('is answered by the policy of that name: 401 for nobody, 403 for a no', async () => {
    const res = await on.get('/open', JSON_ONLY).expect(401);
    assert.equal((res.body as { code: string }).code, 'unauthenticated');
    assert.equal(res.headers['www-authenticate'], 'Session realm="generated"');
    assert.deepEqual((await on.object<Watch>('watch')).asked, []);
    const [ada, bob] = [await on.agent('ada'), await on.agent('bob')];
    await ada.get('/open').expect(200);
    await ada.get('/class').expect(200);
    await bob.get('/class').set(JSON_ONLY).expect(403);
    await ada.get('/class/owner').set(JSON_ONLY).expect(403);
  });

  it('asks about whom the guard accepted, and about nobody else', async () => {
    const [ada, bob] = [await on.agent('ada'), await on.agent('bob')];
    await bob.get('/key').set(as('ada')).expect(200);
    await ada.get('/key').set(as('bob')).expect(403);
    await ada.get('/key').set(JSON_ONLY).expect(401);
    await ada.get('/perhaps').set(JSON_ONLY).expect(401);
  });

  it('of the policy behind @Roles, which names no role, says no', () => on.get('/roles', as('root')).expect(403));

  it('ctx.acl asks too, and a code that names no policy is a server error', async () => {
    const ada = await on.agent('ada');
    await ada.get('/ctx/letter').expect(200);
    await on.get('/ctx/letter', JSON_ONLY).expect(401);
    for (const code of ['nothing', 'constructor', '__proto__']) await ada.get(`/ctx/${code}`).expect(500);
  });
});

describe('AuthService#can and #authorize', () => {
  const on = running({
    ...POLICIES,
    ...controllers({
      LoginController: LOGIN_CONTROLLER,
      DocumentController: `@Authenticated('api-key', { optional: true }) @HTTPController({ path: '/' }) export class DocumentController {
        @Inject() private readonly authService: AuthService;
        ${get('/can/:owner')} async can(@HTTPParam() owner: string) { return { can: await this.authService.can('owner', { owner }) }; }
        ${get('/authorize/:owner')} async authorize(@HTTPParam() owner: string) { await this.authService.authorize('owner', { owner }); return 'reached'; }
        ${get('/answer/:answer')} async answer(@HTTPParam() answer: string) { return { can: await this.authService.can(policy('answer', answer)) }; }
        ${get('/must/:answer')} async must(@HTTPParam() answer: string) { await this.authService.authorize(policy('answer', answer)); return 'reached'; }
        ${get('/letter')} async letter() { return { can: await this.authService.can('letter') }; }
        ${get('/unknown')} async unknown() { return { can: await this.authService.can('nothing') }; } }`,
    }),
  });

  it('ask the policy about the loaded thing', async () => {
    await on.get('/can/ada', KEY).expect(200, { can: true });
    await on.get('/can/bob', KEY).expect(200, { can: false });
    await on.get('/authorize/ada', KEY).expect(200, 'reached');
    const res = await on.get('/authorize/bob', KEY).expect(403);
    assert.equal((res.body as { code: string }).code, 'forbidden');
  });

  it('say no about nobody, without asking: false, or 401', async () => {
    await on.get('/can/undefined', JSON_ONLY).expect(200, { can: false });
    await on.get('/answer/true', JSON_ONLY).expect(200, { can: false });
    await on.get('/answer/throws', JSON_ONLY).expect(200, { can: false });
    await on.get('/authorize/ada', JSON_ONLY).expect(401);
    await on.get('/must/throws', JSON_ONLY).expect(401);
  });

  it('say no about nobody beside a live session that the guard did not ask', async () => {
    const ada = await on.agent('ada');
    await ada.get('/can/ada').set(JSON_ONLY).expect(200, { can: false });
    await ada.get('/authorize/ada').set(JSON_ONLY).expect(401);
  });

  it('take only true for a yes, and let through what a policy throws', async () => {
    for (const answer of ['true', 'promise']) {
      await on.get(`/answer/${answer}`, KEY).expect(200, { can: true });
      await on.get(`/must/${answer}`, KEY).expect(200, 'reached');
    }
    for (const answer of ANSWERS_NO) {
      await on.get(`/answer/${encodeURIComponent(answer)}`, KEY).expect(200, { can: false });
      await on.get(`/must/${encodeURIComponent(answer)}`, KEY).expect(403);
    }
    for (const answer of BREAKS) {
      await on.get(`/answer/${answer}`, KEY).expect(500);
      await on.get(`/must/${answer}`, KEY).expect(500);
    }
  });

  it('ask policies that inject context objects', () => on.get('/letter', KEY).expect(200, { can: true }));

  it('of a policy that nobody registers throw, and never say yes', () => on.get('/unknown', KEY).expect(500));

  it('work as the user of runAs, and nowhere else outside a request', async () => {
    const authService = await on.object<AuthService>('authService');
    const ada = { name: 'ada' };
    assert.equal(await authService.runAs(ada, () => authService.can('owner', { owner: 'ada' })), true);
    assert.equal(await authService.runAs(ada, () => authService.can('letter')), true);
    await authService.runAs(ada, () => authService.authorize('owner', { owner: 'ada' }));
    await assert.rejects(
      authService.runAs(ada, () => authService.authorize('owner', { owner: 'bob' })),
      (err: unknown) => err instanceof AuthorizationError && err.failures[0].policy === 'owner',
    );
    await assert.rejects(
      authService.runAs(ada, () => authService.can(policy('nothing', 1))),
      (err: unknown) => err instanceof PassportError && err.code === 'policy_unknown',
    );
    for (const ask of [() => authService.can('owner'), () => authService.authorize('owner')]) {
      await assert.rejects(ask, (err: unknown) => err instanceof PassportError && err.code === 'outside_request');
    }
  });
});

describe('an optional guard', () => {
  const SEEN = `{ user: user ?? null, ctx: ctx.user ?? null, service: this.authService.user ?? null, is: [ctx.isAuthenticated(), ctx.isUnauthenticated(), this.authService.isAuthenticated()] }`;
  const method = (name: string): string =>
    `async ${name}(@CurrentUser({ optional: true }) user, @Context() ctx) { return ${SEEN}; }`;
  const on = running({
    ...POLICIES,
    ...controllers({
      LoginController: LOGIN_CONTROLLER,
      PerhapsController: `@HTTPController({ path: '/' }) export class PerhapsController {
        @Inject() private readonly authService: AuthService;
        @Authenticated('api-key', { optional: true }) ${get('/key')} ${method('key')}
        @Authenticated({ optional: true }) ${get('/seat')} ${method('seat')}
        @Authenticated(['session', 'api-key'], { optional: true }) ${get('/either')} ${method('either')} }`,
    }),
  });
  const seen = (user: object | null): object => ({
    user,
    ctx: user,
    service: user,
    is: [Boolean(user), !user, Boolean(user)],
  });

  it('lets the request through with the user, if there is one', async () => {
    const ada = await on.agent('ada');
    await on.get('/key', { 'x-api-key': 'machine' }).expect(200, seen({ name: 'machine' }));
    await ada.get('/seat').expect(200, seen({ name: 'ada' }));
    await ada
      .get('/either')
      .set('x-api-key', 'machine')
      .expect(200, seen({ name: 'ada' }));
    await on.get('/either', { 'x-api-key': 'machine' }).expect(200, seen({ name: 'machine' }));
  });

  it('that accepts nobody means nobody, and no refusal', async () => {
    for (const path of ['/key', '/seat', '/either']) {
      for (const headers of [JSON_ONLY, HTML, { 'x-api-key': 'wrong' }, { 'x-api-key': 'nobody' }]) {
        const res = await on.get(path, headers).expect(200, seen(null));
        assert.equal(cookiesOf(res), undefined);
        assert.equal(res.headers['www-authenticate'], undefined);
      }
    }
  });

  it('beside a live session that it does not name means no user', async () => {
    const ada = await on.agent('ada');
    await ada.get('/key').expect(200, seen(null));
    await ada.get('/key').set('x-api-key', 'wrong').expect(200, seen(null));
  });
});

describe('refusals thrown at the caller', () => {
  const on = running({
    ...POLICIES,
    ...inModule('desk', {
      Safe: `@SingletonProto(${PUBLIC_PROTO}) export class Safe {
        @Authenticated({ policy: ['watch', policy('watch', 'no')] }) async open() { return 'open'; } }`,
    }),
  });

  it('say which strategy accepted and which policy said no, and what nobody lacks', async () => {
    const safe = await on.object<{ open(): Promise<string> }>('safe');
    await assert.rejects(safe.open(), (err: unknown) => {
      assert.ok(err instanceof AuthenticationError);
      assert.deepEqual([err.status, err.code, err.challenge], [401, 'unauthenticated', ['Session realm="generated"']]);
      assert.deepEqual(err.failures, [{ strategy: 'session' }]);
      return true;
    });
    await assert.rejects(
      on.app.passport.runAs({ name: 'ada' }, () => safe.open()),
      (err: unknown) => {
        assert.ok(err instanceof AuthorizationError);
        assert.deepEqual([err.status, err.code], [403, 'forbidden']);
        assert.deepEqual(err.failures, [{ strategy: 'session', policy: 'watch' }]);
        return true;
      },
    );
  });
});
