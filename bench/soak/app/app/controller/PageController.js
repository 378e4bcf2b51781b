const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { Context, HTTPController, HTTPMethod, HTTPMethodEnum } = require('@eggjs/tegg');
const { Authenticated, CurrentUser, Login } = require('tegg-passport');

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

class PageController {
  /** A guarded page. */
  async me(user) {
    return user.name;
  }

  async login(user, ctx) {
    if (ctx.get('x-fault') === 'throw') throw new Error('after the login');
    return user.name;
  }

  async logout(ctx) {
    await ctx.logout();
    return 'out';
  }

  /** This worker, and its heap after a garbage collection. */
  async heap() {
    gc();
    return { pid: process.pid, heap: process.memoryUsage().heapUsed };
  }
}

const { prototype } = PageController;
const route = (name, method, ...decorators) => {
  const all = [...decorators, HTTPMethod({ method: HTTPMethodEnum[method], path: `/${name}` })];
  for (const decorate of all) decorate(prototype, name, Object.getOwnPropertyDescriptor(prototype, name));
};
CurrentUser()(prototype, 'me', 0);
route('me', 'GET', Authenticated());
CurrentUser()(prototype, 'login', 0);
Context()(prototype, 'login', 1);
route('login', 'POST', Login('local'));
Context()(prototype, 'logout', 0);
route('logout', 'POST');
route('heap', 'GET');
HTTPController({ path: '/' })(PageController);

module.exports = { PageController };
