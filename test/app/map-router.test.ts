import assert from 'node:assert/strict';
import { generate, withApp, type Files } from '../support/generate';

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
