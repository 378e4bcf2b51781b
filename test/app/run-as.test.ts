import assert from 'node:assert/strict';
import mm from 'egg-mock';
import { inModule, PUBLIC_PROTO, running } from '../support/running';

/** What the application has beside the usual logins. */
interface Shop {
  whoami(): Promise<string>;
  open(): Promise<string>;
  fresh(): Promise<string>;
  freshWithPassword(): Promise<string>;
  paint(color: string): Promise<string>;
}

const SOURCES = {
  ...inModule('shop', {
    Shop: `
    const whoami = async authService => authService.user?.name ?? 'nobody';
    @AuthPolicy('likes') export class Likes { can(user, ctx, color) { return user.color === color; } }
    @SingletonProto(${PUBLIC_PROTO}) export class Shop {
      @Inject() private readonly authService: AuthService;
      async whoami() { await null; return whoami(this.authService); }
      @Authenticated() async open() { return this.whoami(); }
      @Authenticated({ maxAge: '10m' }) async fresh() { return this.whoami(); }
      @Authenticated({ maxAge: '10m', strategy: 'local' }) async freshWithPassword() { return this.whoami(); }
      async paint(color) { await this.authService.authorize(policy('likes'), color); return color; } }
    @ContextProto(${PUBLIC_PROTO}) export class Cart {
      @Inject() private readonly authService: AuthService;
      @Inject() private readonly user;
      readonly lines = [];
      async add(line) { this.lines.push(await whoami(this.authService) + ' ' + this.user.name + ' ' + line); return this.lines; } }`,
  }),
  'app/service/order.ts': `import { Service } from 'egg';
    export default class Order extends Service { async owner() { return this.ctx.user?.name ?? 'nobody'; } }`,
};

describe('app.runAs', () => {
  const on = running(SOURCES);
  afterEach(() => mm.restore());
  const ADA = { name: 'ada', color: 'red' };
  const ALAN = { name: 'alan', color: 'blue' };
  const inScope = <T>(fn: Parameters<typeof on.app.mockModuleContextScope<T>>[0]): Promise<T> =>
    on.app.mockModuleContextScope(fn);
  let shop: Shop;
  before(async () => {
    shop = await on.object<Shop>('shop');
  });

  it('in mockModuleContextScope: AuthService, guards and policies see the user, until the function ends', () =>
    inScope(async () => {
      await assert.rejects(shop.open(), { status: 401 });
      const answers = await on.app.runAs(ADA, async () => [
        await shop.whoami(),
        await shop.open(),
        await shop.paint('red'),
      ]);
      assert.deepEqual(answers, ['ada', 'ada', 'red']);
      await assert.rejects(
        on.app.runAs(ADA, () => shop.paint('blue')),
        { status: 403 },
      );
      await assert.rejects(shop.open(), { status: 401 });
    }));

  it('context objects of tegg, of before and of within, are those of the scope', () =>
    inScope(async ctx => {
      interface Cart {
        add(line: string): Promise<string[]>;
      }
      const cart = await ctx.app.getEggObjectFromName<Cart>('cart');
      await on.app.runAs(ADA, () => cart.add('book'));
      const lines = await on.app.runAs(ALAN, async () => (await ctx.app.getEggObjectFromName<Cart>('cart')).add('pen'));
      assert.deepEqual(lines, ['ada ada book', 'alan alan pen']);
    }));

  it('services of Egg, which keep their ctx, see the user', () =>
    inScope(async ctx => {
      const { order } = ctx.service as unknown as { order: { owner(): Promise<string> } };
      assert.equal(await on.app.runAs(ADA, () => order.owner()), 'ada');
      assert.equal(await order.owner(), 'nobody');
      assert.equal(await on.app.runAs(ADA, within => within === ctx && within.user.name), 'ada');
    }));

  it('may be nested, and side by side in one scope', () =>
    inScope(async () => {
      const nested = await on.app.runAs(ADA, async () => {
        const inner = await on.app.runAs(ALAN, () => shop.whoami());
        return [inner, await shop.whoami()];
      });
      assert.deepEqual(nested, ['alan', 'ada']);
      const beside = await Promise.all([
        on.app.runAs(ADA, () => shop.whoami()),
        on.app.runAs(ALAN, () => shop.whoami()),
        shop.whoami().catch((err: { code: string }) => err.code),
      ]);
      assert.deepEqual(beside, ['ada', 'alan', 'outside_request']);
    }));

  it('in a scope within a scope the user stays in the one where it runs', () =>
    inScope(() =>
      on.app.runAs(ADA, async () => {
        const inner = await inScope(() => shop.open().catch((err: { status: number }) => err.status));
        assert.deepEqual([inner, await shop.open()], [401, 'ada']);
      }),
    ));

  it('in the context of mockContext', async () => {
    const ctx = on.app.mockContext();
    assert.equal(await on.app.runAs(ADA, () => shop.open()), 'ada');
    assert.equal(ctx.user, undefined);
    const scoped = await on.app.mockContextScope(async () => on.app.runAs(ALAN, () => shop.open()));
    assert.equal(scoped, 'alan');
  });

  it('where there is no context, in one of its own', async () => {
    assert.equal(await on.app.runAs(ADA, () => shop.open()), 'ada');
    const both = await Promise.all([ADA, ALAN].map(user => on.app.runAs(user, ctx => `${ctx.user.name}`)));
    assert.deepEqual(both, ['ada', 'alan']);
    await assert.rejects(shop.open(), { status: 401 });
  });

  it('wins over a mocked user', async () => {
    on.app.mockUser({ name: 'mocked' });
    await inScope(async () => {
      assert.equal(await shop.open(), 'mocked');
      assert.equal(await on.app.runAs(ADA, () => shop.open()), 'ada');
      assert.equal(await shop.open(), 'mocked');
    });
  });

  it('the login is made now and with no strategy, or as it is told', async () => {
    const at = Date.now() - 11 * 60_000;
    assert.equal(await on.app.runAs(ADA, () => shop.fresh()), 'ada');
    await assert.rejects(
      on.app.runAs(ADA, () => shop.fresh(), { at }),
      { code: 'reauthentication_required' },
    );
    await assert.rejects(
      on.app.runAs(ADA, () => shop.freshWithPassword()),
      { code: 'reauthentication_required' },
    );
    assert.equal(await on.app.runAs(ADA, () => shop.freshWithPassword(), { strategy: 'local' }), 'ada');
  });

  it('hands on what the function answers and throws, and takes users that are falsy', async () => {
    assert.equal(await on.app.runAs(0, ctx => ctx.user as number), 0);
    const error = new Error('of the function');
    const rejection = on.app.runAs(ADA, () => {
      throw error;
    });
    await assert.rejects(rejection, error);
    await inScope(() =>
      assert.rejects(
        on.app.runAs(ADA, () => Promise.reject(error)),
        error,
      ),
    );
  });

  it('says what cannot be', async () => {
    await assert.rejects(
      on.app.runAs(undefined, () => 1),
      { code: 'login_without_user' },
    );
    await assert.rejects(
      on.app.runAs(Promise.resolve(ADA), () => 1),
      { code: 'test_kit', message: /The user to run as is a promise/ },
    );
    await assert.rejects(
      on.app.runAs(ADA, () => 1, { strategy: 'lokal' }),
      { code: 'strategy_unknown' },
    );
    await assert.rejects(
      on.app.runAs(ADA, () => 1, { at: Number.NaN }),
      { code: 'test_kit' },
    );
  });
});

describe('app.mockUserContext', () => {
  const on = running(SOURCES);
  afterEach(() => mm.restore());

  it('in a scope gives the context of the scope, with the user, until mm.restore()', async () => {
    await on.app.mockModuleContextScope(async scope => {
      const ctx = on.app.mockUserContext({ name: 'ada' });
      assert.equal(ctx, scope);
      const shop = await on.object<Shop>('shop');
      assert.deepEqual([ctx.user.name, await shop.open()], ['ada', 'ada']);
      on.app.mockUserContext({ name: 'alan' });
      assert.equal(await shop.open(), 'alan');
      await mm.restore();
      assert.equal(ctx.user, undefined);
      await assert.rejects(shop.open(), { status: 401 });
    });
  });
});
