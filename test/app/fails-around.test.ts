import assert from 'node:assert/strict';
import { Browser } from '../support/Browser';
import { generate, plugins, write, remove } from '../support/generate';
import { inRedis } from '../support/inRedis';
import { listen, type Listening } from '../support/listen';
import { Redis } from '../support/redis';
import { STORES } from '../support/sessionStores';

/** Fails as the request wants it to, when everything behind it has ended. */
const FAILING = `module.exports = () => async (ctx, next) => {
  await next();
  if (ctx.get('x-fail') === 'throw') throw new Error('later than all others');
  if (ctx.get('x-fail') === 'answer') { ctx.status = 500; ctx.body = 'sorry'; } };`;

/** Where a middleware may stand. */
const PLACES = {
  'of a plugin between the session and this one': 'between',
  'of the application, among the core': 'core',
  'of the application': 'middleware',
};

for (const store of STORES) {
  describe(`a middleware that fails after a login, with sessions in ${store}:`, () => {
    let plugin: string;
    let app: Awaited<ReturnType<typeof generate>>;
    let server: Listening;
    let redis: Redis | undefined;
    before(async () => {
      plugin = write({
        'package.json': JSON.stringify({ name: 'between', eggPlugin: { name: 'between' } }),
        'app.js': `module.exports = class { constructor(app) { this.app = app; }
          configDidLoad() { this.app.config.coreMiddleware.push('between'); } };`,
        'app/middleware/between.js': FAILING.replaceAll('x-fail', 'x-fail-between'),
      });
      redis = store === 'redis' ? await Redis.start() : undefined;
      app = await generate({
        ...(redis && inRedis(redis.port)),
        // Before this one: plugins add their middlewares in the order in which they stand.
        'config/plugin.ts': plugins().replace('passport:', `between: { enable: true, path: '${plugin}' }, passport:`),
        'config/config.default.ts': `export default {
          keys: 'generated', security: { csrf: { enable: false } },
          middleware: ['ofTheApplication'] };`,
        'app.ts': `export default class Boot { constructor(private readonly app) {}
          configDidLoad() { this.app.config.coreMiddleware.push('core'); } }`,
        'app/middleware/of_the_application.js': FAILING.replaceAll('x-fail', 'x-fail-middleware'),
        'app/middleware/core.js': FAILING.replaceAll('x-fail', 'x-fail-core'),
        'app/router.ts': `export default app => {
          app.passport.serializeUser(async (ctx, user) => user.name);
          app.passport.deserializeUser(async (ctx, name) => ({ name }));
          app.post('/login', async ctx => { await ctx.login({ name: ctx.request.body.name }); ctx.body = 'in'; });
          app.get('/who', async ctx => { ctx.body = ctx.user?.name ?? 'nobody'; });
          app.get('/order', async ctx => { ctx.body = app.config.coreMiddleware.concat('-', app.config.appMiddleware); }); };`,
      });
      server = await listen((app.app as unknown as { callback(): Parameters<typeof listen>[0] }).callback());
    });
    after(async () => {
      await server?.close();
      await app?.close();
      remove(plugin);
      await redis?.stop();
    });

    it('the plugin of this test stands where it says', async () => {
      const order = JSON.parse((await new Browser().get(`${server.origin}/order`)).text) as string[];
      const places = ['session', 'between', 'passportSession'].map(name => order.indexOf(name));
      assert.deepEqual(
        [...places].sort((a, b) => a - b),
        places,
        order.join(),
      );
    });

    for (const [place, header] of Object.entries(PLACES)) {
      for (const how of ['throw', 'answer']) {
        it(`one ${place} that ${how}s leaves nobody, and whoever was there before`, async () => {
          const browser = new Browser();
          const who = async (): Promise<string> => (await browser.get(`${server.origin}/who`)).text;
          const fail = { [`x-fail-${header}`]: how };
          assert.equal((await browser.post(`${server.origin}/login`, { name: 'ada' }, fail)).status, 500);
          assert.equal(await who(), 'nobody');
          assert.equal((await browser.post(`${server.origin}/login`, { name: 'ada' })).status, 200);
          assert.equal(await who(), 'ada');
          const copy = browser.cookieHeader(server.origin);
          assert.equal((await browser.post(`${server.origin}/login`, { name: 'alan' }, fail)).status, 500);
          assert.equal(await who(), 'ada');
          assert.equal((await new Browser().get(`${server.origin}/who`, { cookie: copy })).text, 'ada');
        });
      }
    }
  });
}
