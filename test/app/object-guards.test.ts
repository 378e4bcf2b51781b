import assert from 'node:assert/strict';
import { AuthenticationError, AuthorizationError, type AuthService, PassportError } from 'tegg-passport';
import { plugins } from '../support/generate';
import { listen } from '../support/listen';
import { controllers, get, inModule, JSON_ONLY, LOGIN_CONTROLLER, PUBLIC_PROTO, running } from '../support/running';

type Methods = Record<string, (...args: unknown[]) => unknown>;

const AUTH = `@Inject() private readonly authService: AuthService;`;
const SERVICES = inModule('desk', {
  Vault: `
    @AuthPolicy('even') export class EvenPolicy { can(user) { return user.name.length % 2 === 0; } }
    @SingletonProto(${PUBLIC_PROTO}) export class Vault { ${AUTH}
      ran = 0;
      private who() { this.ran++; return this.authService.user?.name ?? null; }
      async open() { return this.who(); }
      @Authenticated() async guarded(...args: unknown[]) { return [this.who(), ...args]; }
      @Authenticated() sync(...args: unknown[]) { return [this.who(), ...args]; }
      async through() { return this.guarded('through'); }
      async throughArrow() { return (() => this.guarded('arrow'))(); }
      @Authenticated('api-key') async machine() { return this.who(); }
      @Authenticated('session') async seated() { return this.who(); }
      @Authenticated({ optional: true }) async perhaps() { return this.who(); }
      @Roles('admin') async burn() { return this.who(); }
      @Roles('admin') burnSync() { return this.who(); }
      @Authenticated({ policy: 'even' }) async even() { return this.who(); }
      @Authenticated({ maxAge: '10m' }) async fresh() { return this.who(); }
      @Authenticated() async *stream() { yield this.who(); yield 'end'; }
      @Roles('admin') async *adminStream() { yield this.who(); }
      async slowly() { const first = await this.guardedSlowly(); return [first, this.who()]; }
      @Authenticated() async guardedSlowly() {
        const before = this.who();
        for (let i = 0; i < 5; i++) await new Promise(resolve => setImmediate(resolve));
        return [before, this.who()]; } }`,
  Ledger: `
    @Authenticated() export abstract class Book { ${AUTH}
      async read() { return 'book'; }
      async mine() { return this.authService.user.name; }
      @Public() async help() { return 'help'; }
      async free() { return 'book'; } }
    @SingletonProto(${PUBLIC_PROTO}) export class Ledger extends Book {
      override async read() { return 'ledger'; }
      async added() { return 'added'; }
      @Public() override async free() { return 'free'; } }
    @SingletonProto(${PUBLIC_PROTO}) export class Strict extends Book {
      @Roles('admin') override async free() { return 'strict'; } }
    export abstract class Open { async read() { return 'open'; } @Authenticated() async closed() { return 'closed'; } }
    @SingletonProto(${PUBLIC_PROTO}) export class Louder extends Open { @Authenticated() override async read() { return 'louder'; } }
    @SingletonProto(${PUBLIC_PROTO}) export class Sibling extends Open { override async closed() { return 'sibling'; } }`,
  Lives: `
    import { LifecycleDestroy } from '@eggjs/tegg';
    @Authenticated() @SingletonProto(${PUBLIC_PROTO}) export class Lives {
      static readonly log: string[] = [];
      @LifecycleInit() async setup() { Lives.log.push('setup'); }
      @LifecycleDestroy() async teardown() { Lives.log.push('teardown'); }
      @Public() async seen() { return [...Lives.log]; }
      async init() { return 'init'; }
      async destroy() { return 'destroy'; } }
    @Authenticated() @SingletonProto(${PUBLIC_PROTO}) export class Plain {
      static readonly log: string[] = [];
      async postConstruct() { Plain.log.push('postConstruct'); }
      async preInject() { Plain.log.push('preInject'); }
      async postInject() { Plain.log.push('postInject'); }
      async init() { Plain.log.push('init'); return 'init'; }
      async destroy(id) { Plain.log.push('destroy'); return id; }
      @Public() async seen() { return [...Plain.log]; } }`,
  Odd: `
    const KEY = Symbol('key');
    @Authenticated() export abstract class Odd {
      written = 0;
      async [KEY]() { return 'by a symbol'; }
      async *[Symbol.asyncIterator]() { yield 'iterated'; }
      *stream() { yield 'streamed'; }
      get read() { return 'read'; }
      set write(value: number) { this.written = value; }
      get field() { return 'the parent reads'; }
      @Public() get free() { return 'free'; }
      @Public() async through(how: string) { return how === 'symbol' ? this[KEY]() : this.read; } }
    @SingletonProto(${PUBLIC_PROTO}) export class OddVault extends Odd {
      override get field() { return 'the heir reads'; } }
    @SingletonProto(${PUBLIC_PROTO}) export class OddSeat {
      @Authenticated('session') get seat() { return 'taken'; }
      get open() { return 'open'; } }`,
  Desk: `
    import type { Vault } from './Vault';
    @ContextProto(${PUBLIC_PROTO}) export class Desk { ${AUTH}
      notes: string[] = [];
      @Inject() private readonly vault: Vault;
      async note() { this.notes.push(this.authService.user?.name ?? 'nobody'); return this.notes; }
      @Authenticated() async guarded() { return this.authService.user.name; }
      async through() { return this.guarded(); }
      async ask() { return this.vault.guarded('asked'); } }
    @SingletonProto(${PUBLIC_PROTO}) export class Built {
      constructor(@Inject() readonly vault: Vault) {}
      async ask() { return this.vault.guarded('built'); }
      @Authenticated() async own() { return 'own'; } }`,
});

const NAMES = ['vault', 'ledger', 'strict', 'louder', 'sibling', 'lives', 'plain', 'desk', 'built'];
const CALLS = `
  ${NAMES.map(name => `@Inject() private readonly ${name};`).join(' ')}
  private async run(object, method) {
    const answer = this[object][method]();
    if (!answer?.[Symbol.asyncIterator]) return { answer: await answer };
    const all = []; for await (const one of answer) all.push(one); return { answer: all }; }
  ${get('/call/:object/:method')} async call(@HTTPParam() object: string, @HTTPParam() method: string) { return this.run(object, method); }
  @Authenticated('api-key', { optional: true }) ${get('/key/:object/:method')}
  async key(@HTTPParam() object: string, @HTTPParam() method: string) { return this.run(object, method); }
  @Authenticated() ${get('/seat/:object/:method')} async seat(@HTTPParam() object: string, @HTTPParam() method: string) { return this.run(object, method); }`;
const CONTROLLERS = controllers({
  LoginController: LOGIN_CONTROLLER,
  CallController: `@HTTPController({ path: '/' }) export class CallController { ${CALLS} }`,
});

const refusal =
  (status: 401 | 403, code: string) =>
  (err: unknown): boolean =>
    (status === 401 ? err instanceof AuthenticationError : err instanceof AuthorizationError) &&
    (err as PassportError).code === code;
const UNAUTHENTICATED = refusal(401, 'unauthenticated');

describe('a guard on a method of any object', () => {
  const on = running({ ...SERVICES, ...CONTROLLERS });
  const call = (path: string, from = on.app.httpRequest()) => from.get(`/call/${path}`).set(JSON_ONLY);
  const key = (path: string, name?: string) =>
    on.get(`/key/${path}`, name ? { ...JSON_ONLY, 'x-api-key': name } : JSON_ONLY);
  const vault = (): Promise<Methods & { ran: number }> => on.object('vault');

  it('refuses nobody with the 401 of a route, and the method does not run', async () => {
    const { ran } = await vault();
    for (const method of [
      'guarded',
      'sync',
      'through',
      'throughArrow',
      'burn',
      'burnSync',
      'even',
      'fresh',
      'stream',
    ]) {
      const res = await call(`vault/${method}`).expect(401);
      assert.equal((res.body as { code: string }).code, 'unauthenticated', method);
      assert.equal(res.headers['www-authenticate'], 'Session realm="generated"', method);
    }
    assert.equal((await vault()).ran, ran);
    await call('vault/open').expect(200, { answer: null });
  });

  it('lets the user of the request through, an injected object called', async () => {
    const ada = await on.agent('ada');
    await call('vault/guarded', ada).expect(200, { answer: ['ada'] });
    await call('vault/sync', ada).expect(200, { answer: ['ada'] });
    await key('vault/guarded', 'machine').expect(200, { answer: ['machine'] });
  });

  it('stands in front of calls through `this`', async () => {
    const ada = await on.agent('ada');
    await call('vault/through', ada).expect(200, { answer: ['ada', 'through'] });
    await call('vault/throughArrow', ada).expect(200, { answer: ['ada', 'arrow'] });
    await call('desk/through').expect(401);
    await call('desk/through', ada).expect(200, { answer: 'ada' });
  });

  it('stands in front of methods of context objects, and of calls that come from them', async () => {
    const ada = await on.agent('ada');
    for (const method of ['guarded', 'ask']) await call(`desk/${method}`).expect(401);
    await call('desk/guarded', ada).expect(200, { answer: 'ada' });
    await call('desk/ask', ada).expect(200, { answer: ['ada', 'asked'] });
  });

  it('stands in front of objects whose constructor injects', async () => {
    const ada = await on.agent('ada');
    for (const method of ['own', 'ask']) await call(`built/${method}`).expect(401);
    await call('built/own', ada).expect(200, { answer: 'own' });
    await call('built/ask', ada).expect(200, { answer: ['ada', 'built'] });
  });

  it('that names strategies wants a user whom one of them accepted', async () => {
    const ada = await on.agent('ada');
    const res = await call('vault/machine', ada).expect(401);
    assert.equal(res.headers['www-authenticate'], 'ApiKey realm="generated"');
    await key('vault/machine', 'machine').expect(200, { answer: 'machine' });
    await key('vault/seated', 'machine').expect(401);
    await call('vault/seated', ada).expect(200, { answer: 'ada' });
  });

  it('that is optional lets nobody through', async () => {
    await call('vault/perhaps').expect(200, { answer: null });
    await key('vault/perhaps', 'machine').expect(200, { answer: 'machine' });
  });

  it('asks roles and policies, and answers 403', async () => {
    for (const method of ['burn', 'burnSync', 'adminStream']) {
      const res = await key(`vault/${method}`, 'ed').expect(403);
      assert.equal((res.body as { code: string }).code, 'forbidden', method);
    }
    await key('vault/burn', 'root').expect(200, { answer: 'root' });
    await key('vault/burnSync', 'root').expect(200, { answer: 'root' });
    await key('vault/even', 'odd').expect(403);
    await key('vault/even', 'even').expect(200, { answer: 'even' });
  });

  it('wants a fresh login, which an api key is not', async () => {
    const ada = await on.agent('ada');
    await call('vault/fresh', ada).expect(200, { answer: 'ada' });
    const res = await key('vault/fresh', 'machine').expect(401);
    assert.equal((res.body as { code: string }).code, 'reauthentication_required');
  });

  it('stands in front of async generators, with policies too', async () => {
    await key('vault/stream', 'ada').expect(200, { answer: ['ada', 'end'] });
    await key('vault/adminStream', 'root').expect(200, { answer: ['root'] });
    await key('vault/stream').expect(401);
    await key('vault/adminStream').expect(401);
  });

  it('rejects where the method is async, and throws where it is not', async () => {
    const { guarded, sync, burnSync } = await vault();
    const pending = guarded();
    assert.ok(pending instanceof Promise);
    await assert.rejects(pending as Promise<unknown>, UNAUTHENTICATED);
    assert.throws(() => sync(), UNAUTHENTICATED);
    assert.throws(() => burnSync(), UNAUTHENTICATED);
  });

  describe('of a class, on what is more than a method with a name', () => {
    type OddObject = Methods &
      AsyncIterable<unknown> & { read: unknown; write: unknown; written: number; field: unknown; free: unknown };
    const ada = <T>(fn: () => T | Promise<T>): Promise<T> => on.app.passport.runAs({ name: 'ada' }, fn);
    const first = async (object: AsyncIterable<unknown>): Promise<unknown> => {
      for await (const one of object) return one;
    };

    it('methods named by symbols are guarded', async () => {
      const odd = await on.object<OddObject>('oddVault');
      await assert.rejects(async () => odd.through('symbol'), UNAUTHENTICATED);
      await assert.rejects(first(odd), UNAUTHENTICATED);
      assert.equal(await ada(() => odd.through('symbol')), 'by a symbol');
      assert.equal(await ada(() => first(odd)), 'iterated');
    });

    it('generators are guarded when they are called', async () => {
      const odd = await on.object<OddObject>('oddVault');
      assert.throws(() => odd.stream(), UNAUTHENTICATED);
      assert.deepEqual(await ada(() => [...(odd.stream() as Iterable<unknown>)]), ['streamed']);
    });

    it('accessors are guarded, inherited, overridden and read through `this`, unless they are public', async () => {
      const odd = await on.object<OddObject>('oddVault');
      for (const read of [() => odd.read, () => odd.field, () => (odd.write = 1)]) assert.throws(read, UNAUTHENTICATED);
      await assert.rejects(async () => odd.through('this'), UNAUTHENTICATED);
      assert.deepEqual([odd.free, odd.written], ['free', 0]);
      assert.deepEqual(await ada(() => [odd.read, odd.field]), ['read', 'the heir reads']);
      await ada(() => void (odd.write = 2));
      assert.equal(odd.written, 2);
    });

    it('an accessor may have a guard of its own', async () => {
      const { open } = await on.object<Record<'open' | 'seat', unknown>>('oddSeat');
      assert.equal(open, 'open');
      const odd = await on.object<Record<'seat', unknown>>('oddSeat');
      assert.throws(() => odd.seat, UNAUTHENTICATED);
      await assert.rejects(
        ada(() => odd.seat),
        UNAUTHENTICATED,
      );
    });
  });

  describe('and inheritance', () => {
    it('a guard of a parent guards what a subclass inherits, overrides and adds, and @Public opens', async () => {
      for (const method of ['read', 'mine', 'added']) await call(`ledger/${method}`).expect(401);
      await call('ledger/help').expect(200, { answer: 'help' });
      await call('ledger/free').expect(200, { answer: 'free' });
      await key('ledger/read', 'ada').expect(200, { answer: 'ledger' });
      await key('ledger/mine', 'ada').expect(200, { answer: 'ada' });
    });

    it('@Roles of a subclass adds to the guard of its parent', async () => {
      await call('strict/free').expect(401);
      await key('strict/free', 'ada').expect(403);
      await key('strict/free', 'root').expect(200, { answer: 'strict' });
    });

    it('nothing decorated on a subclass reaches a sibling', async () => {
      await call('louder/read').expect(401);
      await call('sibling/read').expect(200, { answer: 'open' });
      await call('sibling/closed').expect(401);
    });
  });

  describe('and the hooks of an object', () => {
    it('tegg calls them', async () => {
      await call('lives/seen').expect(200, { answer: ['setup'] });
      await call('plain/seen').expect(200, { answer: ['postConstruct', 'preInject', 'postInject', 'init'] });
    });

    it('for everybody else they are methods like any other', async () => {
      for (const method of ['setup', 'teardown', 'init', 'destroy']) {
        await call(`lives/${method}`).expect(401);
      }
      for (const method of ['init', 'destroy', 'postConstruct', 'preInject', 'postInject']) {
        await call(`plain/${method}`).expect(401);
      }
      await key('lives/init', 'ada').expect(200, { answer: 'init' });
      await key('lives/destroy', 'ada').expect(200, { answer: 'destroy' });
      await key('plain/init', 'ada').expect(200, { answer: 'init' });
      const { destroy } = await on.object<Methods>('plain');
      for (const forged of [undefined, {}, { obj: destroy }]) {
        await assert.rejects(async () => destroy('7', forged), UNAUTHENTICATED);
      }
    });
  });

  describe('outside any request', () => {
    const outside = <T>(fn: () => T): Promise<T> => on.app.runInAnonymousContextScope(async () => fn()) as Promise<T>;

    it('refuses: where there is no context, in an anonymous one, and in one within a request', async () => {
      const { guarded, through, machine, burn } = await vault();
      const bound = await vault();
      for (const method of [guarded, through, machine, burn]) {
        await assert.rejects(async () => method.call(bound), UNAUTHENTICATED);
        await assert.rejects(
          outside(() => method.call(bound)),
          UNAUTHENTICATED,
        );
      }
      await on.app.passport.runAs({ name: 'ada' }, async () => {
        assert.deepEqual(await bound.guarded(), ['ada']);
        await assert.rejects(
          outside(() => bound.guarded()),
          UNAUTHENTICATED,
        );
      });
    });

    describe('inside AuthService#runAs', () => {
      const service = (): Promise<AuthService> => on.object<AuthService>('authService');

      it('opens what names no strategy, as that user, with the answer and the errors of the function', async () => {
        const [authService, object] = [await service(), await vault()];
        const runAs = <T>(name: string, fn: () => T | Promise<T>): Promise<T> => authService.runAs({ name }, fn);
        assert.deepEqual(await runAs('ada', () => object.guarded(1)), ['ada', 1]);
        assert.deepEqual(await runAs('ada', () => object.sync()), ['ada']);
        await assert.rejects(
          runAs('ada', () => object.burn()),
          refusal(403, 'forbidden'),
        );
        await assert.rejects(
          runAs('odd', () => object.even()),
          refusal(403, 'forbidden'),
        );
        for (const method of ['machine', 'seated']) {
          await assert.rejects(
            runAs('ada', () => object[method]()),
            UNAUTHENTICATED,
          );
        }
        await assert.rejects(
          runAs('ada', () => object.fresh()),
          refusal(401, 'reauthentication_required'),
        );
        const broken = new Error('broken');
        await assert.rejects(
          runAs('ada', () => Promise.reject(broken)),
          broken,
        );
        await assert.rejects(async () => object.guarded(), UNAUTHENTICATED);
      });

      it('refuses to run as nobody, and runs as 0 and the empty string', async () => {
        const authService = await service();
        for (const nobody of [null, undefined, false]) {
          await assert.rejects(
            authService.runAs(nobody, () => assert.fail('nobody runs')),
            (err: unknown) => err instanceof PassportError && err.code === 'login_without_user',
          );
        }
        for (const user of [0, ''])
          assert.equal(await authService.runAs(user, () => authService.user as unknown), user);
      });

      it('nests, and the outer user is back afterwards', async () => {
        const authService = await service();
        const who = (): string => (authService.user as { name: string }).name;
        const seen = await authService.runAs({ name: 'outer' }, async () => {
          const before = who();
          const inner = await authService.runAs({ name: 'inner' }, async () => {
            await new Promise(resolve => setImmediate(resolve));
            return who();
          });
          return [before, inner, who()];
        });
        assert.deepEqual(seen, ['outer', 'inner', 'outer']);
      });

      it('runs side by side, each with context objects of its own', async () => {
        const authService = await service();
        const notes = (name: string): Promise<unknown> =>
          authService.runAs({ name }, async () => {
            const desk = await on.object<Methods>('desk');
            await desk.note();
            await new Promise(resolve => setImmediate(resolve));
            const same = await on.object<Methods>('desk');
            assert.deepEqual(await same.guarded(), name);
            return desk.note();
          });
        const all = await Promise.all(Array.from({ length: 20 }, (_, index) => notes(`user ${index}`)));
        all.forEach((noted, index) => assert.deepEqual(noted, [`user ${index}`, `user ${index}`]));
      });
    });
  });

  it('never mixes up 100 users who come at the same time', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `user-${index}`);
    const server = await listen(on.app.callback());
    try {
      const ask = async (name: string): Promise<unknown> =>
        (await fetch(`${server.origin}/key/vault/slowly`, { headers: { 'x-api-key': name } })).json();
      const answers = await Promise.all(names.map(ask));
      assert.deepEqual(
        answers,
        names.map(name => ({ answer: [[name, name], name] })),
      );
    } finally {
      await server.close();
    }
  });
});

describe('a guard in a schedule', () => {
  const on = running({
    ...SERVICES,
    ...CONTROLLERS,
    'app/schedule/night.ts': `export const schedule = { type: 'worker', interval: '100d', disable: false };
      export async function task(ctx, object, method, user) {
        const { app } = ctx;
        const find = async name => (await app.eggContainerFactory.getOrCreateEggObjectFromName(name)).obj;
        const call = async () => (await find(object))[method]();
        let answer;
        await ctx.beginModuleScope(async () => {
          answer = user ? await (await find('authService')).runAs(user, call) : await call(); });
        return answer; }`,
  });
  const run = (...args: unknown[]): Promise<unknown> => on.app.runSchedule('night', ...args);

  it('refuses in a schedule, and runs inside runAs', async () => {
    await assert.rejects(run('vault', 'guarded'), UNAUTHENTICATED);
    await assert.rejects(run('desk', 'ask'), UNAUTHENTICATED);
    assert.deepEqual(await run('vault', 'guarded', { name: 'night' }), ['night']);
    assert.deepEqual(await run('desk', 'ask', { name: 'night' }), ['night', 'asked']);
  });
});

describe('guards beside advices of tegg on the same method', () => {
  const on = running({
    'config/plugin.ts': plugins(`teggAop: { enable: true, package: '@eggjs/tegg-aop-plugin' },`),
    ...inModule('shop', {
      Shop: `
        import { Advice, Pointcut } from '@eggjs/tegg/aop';
        @Advice() export class Trace {
          static readonly log: string[] = [];
          async beforeCall({ method }) { Trace.log.push('before ' + method); }
          async around({ method }, next) { Trace.log.push('around ' + method); return ['advised', await next()]; } }
        @Advice() export class Cache { async around() { return 'from the cache'; } }
        @SingletonProto(${PUBLIC_PROTO}) export class Shop { ${AUTH}
          @Pointcut(Trace) @Authenticated() async above() { return this.authService.user.name; }
          @Authenticated() @Pointcut(Trace) async below() { return this.authService.user.name; }
          @Authenticated() @Pointcut(Trace) sync() { return this.authService.user.name; }
          @Roles('admin') @Pointcut(Cache) async cached() { return 'the method'; }
          @Pointcut(Trace) async advised() { return 'open'; }
          async through() { return this.below(); }
          async log() { return Trace.log; } }
        @ContextProto(${PUBLIC_PROTO}) export class Stall {
          @Authenticated() @Pointcut(Trace) async show() { return 'shown'; } }
        @SingletonProto(${PUBLIC_PROTO}) export class Built {
          constructor(@Inject() readonly shop: Shop) {}
          @Authenticated() @Pointcut(Trace) async show() { return 'built'; } }
        @Authenticated() export abstract class Base { @Pointcut(Trace) async base() { return 'base'; } }
        @SingletonProto(${PUBLIC_PROTO}) export class Heir extends Base { @Pointcut(Trace) async own() { return 'own'; } }`,
    }),
    ...controllers({
      CallController: `@HTTPController({ path: '/' }) export class CallController {
        @Inject() private readonly shop; @Inject() private readonly stall; @Inject() private readonly built; @Inject() private readonly heir;
        @Authenticated('api-key', { optional: true }) ${get('/:object/:method')}
        async call(@HTTPParam() object: string, @HTTPParam() method: string) { return { answer: await this[object][method]() }; } }`,
    }),
  });
  const METHODS = {
    'shop/above': 'ada',
    'shop/below': 'ada',
    'shop/sync': 'ada',
    'shop/through': 'ada',
    'stall/show': 'shown',
    'built/show': 'built',
    'heir/base': 'base',
    'heir/own': 'own',
  };

  for (const [path, answer] of Object.entries(METHODS)) {
    it(`${path}: the guard refuses before any advice runs, and the advice runs behind it`, async () => {
      const shop = await on.object<Methods>('shop');
      const log = (await shop.log()) as string[];
      log.length = 0;
      await on.get(`/${path}`, JSON_ONLY).expect(401);
      assert.deepEqual(log, []);
      await on.get(`/${path}`, { 'x-api-key': 'ada' }).expect(200, { answer: ['advised', answer] });
      assert.equal(log.length, 2);
    });
  }

  it('an advice that answers by itself answers only whom the guard accepts', async () => {
    await on.get('/shop/cached', JSON_ONLY).expect(401);
    await on.get('/shop/cached', { 'x-api-key': 'ada', ...JSON_ONLY }).expect(403);
    await on.get('/shop/cached', { 'x-api-key': 'root' }).expect(200, { answer: 'from the cache' });
  });

  it('a refusal of an advised method is a rejection', async () => {
    const shop = await on.object<Methods>('shop');
    for (const method of ['above', 'sync', 'cached']) {
      const pending = shop[method]();
      await assert.rejects(pending as Promise<unknown>, UNAUTHENTICATED);
    }
  });
});
