import assert from 'node:assert/strict';
import { generate, withApp, type Files } from '../support/generate';
import { running } from '../support/running';

const NO_TEGG = `module.exports = { passport: { enable: true, package: 'tegg-passport' } };`;

/** An application of Egg alone, in JavaScript. */
const FILES: Files = {
  'config/plugin.ts': '',
  'config/plugin.js': NO_TEGG,
  'app/router.js': `module.exports = app => {
  app.get('/', ctx => { ctx.body = 'answered'; });
  app.passport.mount('local');
};`,
};

describe('the map of an application without tegg', () => {
  it('has the routes and the lines of its mounts', async () => {
    await withApp(FILES, async app => {
      const { entries, strategies } = app.passport.map();
      assert.deepEqual(
        entries.map(({ path, access, line }) => [path, access.type, line]),
        [
          ['/', 'open', 2],
          ['/passport/local', 'login', 3],
          ['/passport/local/callback', 'login', 3],
        ],
      );
      assert.deepEqual(strategies, []);
    });
  });

  it('has the line of a hook and the class of a strategy of passport', async () => {
    const files = {
      ...FILES,
      'app.js': `const { Strategy } = require('passport-local');
module.exports = app => {
  app.passport.use('local', new Strategy((name, password, done) => done(null, { name })));
  app.passport.serializeUser(async (ctx, user) => user.name);
  app.passport.deserializeUser(async function find(ctx, name) { return { name }; });
};`,
    };
    await withApp(files, async app => {
      const { strategies, chains } = app.passport.map();
      assert.deepEqual(
        strategies.map(({ name, passportStrategy }) => [name, passportStrategy]),
        [['local', 'Strategy']],
      );
      const links = [...chains.serialize, ...chains.deserialize];
      assert.deepEqual(
        links.map(({ name, line, order }) => [name, line, order]),
        [
          ['hook 1', 4, undefined],
          ['find', 5, undefined],
        ],
      );
    });
  });
});

/** Routers beside Egg's, each with a route that it answers. */
const ROUTERS = `const { EggRouter, KoaRouter } = require('@eggjs/router');
module.exports = app => {
  const answer = async ctx => { ctx.body = 'answered'; };
  const key = app.passport.authenticate('key', { session: false });
  const router = options => new EggRouter(options, app).get('/inside', answer);
  app.passport.use('key', { authenticate() { this.fail(); } });
  app.router.use('/any-case', key, router({}).routes());
  app.router.use('/same-case', key, router({ sensitive: true }).routes());
  const guarded = new KoaRouter();
  guarded.use(key);
  guarded.get('/inside', answer);
  app.router.use('/own', guarded.routes());
  app.router.use('/odd/(.*)/deep', app.passport.public());
  app.get('/odd/a/deep', answer);
  app.router.use('/slash/(.*)', key);
  app.get('/slash/:id?', answer);
  app.use(new KoaRouter({ prefix: '/beside' }).get('/', answer).get('/key', key, answer).routes());
};`;

describe('the map of an application with routers of its own', () => {
  const asked = running({ ...FILES, 'app.js': '', 'app/router.js': ROUTERS });
  const shown = (path: string): unknown[] => {
    const entries = asked.app.passport.map().entries.filter(entry => entry.path === path);
    return entries.map(({ access, line }) => [access.type, line]);
  };
  const refuses = (path: string) => asked.get(path).expect(401);
  const answers = (path: string) => asked.get(path).expect(200, 'answered');

  it('says open where what stands in front of a router does not look at all that the router answers', async () => {
    assert.deepEqual(shown('/any-case/inside'), [['open', 7]]);
    await refuses('/any-case/inside');
    await answers('/ANY-CASE/inside');
  });

  it('says who stands in front of a router that answers no more than that', async () => {
    assert.deepEqual(shown('/same-case/inside'), [['login', 8]]);
    await refuses('/same-case/inside');
    await asked.get('/SAME-CASE/inside').expect(404);
  });

  it('knows what a router has in front of its own routes, and the line that takes it in', async () => {
    assert.deepEqual(shown('/own/inside'), [['login', 12]]);
    await refuses('/own/inside');
    await refuses('/OWN/inside');
  });

  it('says open where somebody would have to guess', async () => {
    assert.deepEqual(shown('/odd/a/deep'), [['open', 14]]);
    assert.deepEqual(shown('/slash/:id?'), [['open', 16]]);
    await answers('/slash');
  });

  it('has the routes of a router that the application uses beside its own', async () => {
    assert.deepEqual(shown('/beside/'), [['open', undefined]]);
    assert.deepEqual(shown('/beside/key'), [['login', undefined]]);
    await answers('/beside');
    await refuses('/beside/key');
  });
});

describe('the map of an application without routes', () => {
  it('has none', async () => {
    await withApp({ ...FILES, 'app/router.js': '' }, async app => {
      assert.deepEqual(app.passport.map().entries, []);
      assert.deepEqual(app.passport.openapiSecurity().paths, {});
    });
  });
});

describe('the order of middlewares', () => {
  it('stays as it is without the map: one that is used before the router is made stands before the router', async () => {
    const files = {
      ...FILES,
      'app.js': `module.exports = app => {
        app.beforeStart(async () => {
          app.use(async (ctx, next) => { ctx.set('x-before', 'the routes'); await next(); });
        });
      };`,
    };
    const { app, close } = await generate(files);
    try {
      await app.httpRequest().get('/').expect(200, 'answered').expect('x-before', 'the routes');
    } finally {
      await close();
    }
  });
});
