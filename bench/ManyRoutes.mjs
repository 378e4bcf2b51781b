import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROUTES_A_CONTROLLER = 50;
const COMPILER = { target: 'ES2022', module: 'CommonJS', experimentalDecorators: true, emitDecoratorMetadata: true };

/** An application written for the bench: many routes, guarded or bare, and many policies. */
export class ManyRoutes {
  /** Where it stands: inside the project, so that its packages are found. */
  folder;

  constructor({ routes, policies, guarded }) {
    this.folder = fileURLToPath(new URL(`tmp/${routes}-${policies}-${guarded ? 'guarded' : 'bare'}`, import.meta.url));
    this.remove();
    this.#write('package.json', JSON.stringify({ name: 'many-routes' }));
    this.#compile(
      'config/plugin.js',
      "import { plugins } from '../../../common/plugins';\nexport default { ...plugins, passport: { enable: true, package: 'tegg-passport' } };",
    );
    this.#compile(
      'config/config.default.js',
      "import { config } from '../../../common/config';\nexport default config;",
    );
    this.#compile('app.js', 'export default class Boot { constructor(app) { app.pluginSwitch = {}; } }');
    this.#write('app/module/account/package.json', JSON.stringify({ name: 'account', eggModule: { name: 'account' } }));
    this.#compile('app/module/account/Account.js', accountModule(policies));
    for (let first = 0; first < routes; first += ROUTES_A_CONTROLLER) {
      const count = Math.min(ROUTES_A_CONTROLLER, routes - first);
      this.#compile(
        `app/controller/Controller${first}.js`,
        controller(first, count, { policies, guarded, isLast: first + count >= routes }),
      );
    }
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  // tegg tells decorated classes by what TypeScript makes of them: the bench is not about compiling.
  #compile(file, source) {
    this.#write(file, ts.transpileModule(source, { compilerOptions: COMPILER }).outputText);
  }

  #write(file, text) {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }
}

/** The last guarded route and its bare neighbour: tegg takes as long to find one as the other. */
export const LAST = { bare: '/bare', guarded: '/last' };

function accountModule(policies) {
  const classes = Array.from(
    { length: policies },
    (_, i) => `@AuthPolicy('p${i}') export class Policy${i} { can(user) { return user.id === '1'; } }`,
  );
  return `import { AuthPolicy, AuthVerifier } from 'tegg-passport';
    @AuthVerifier() export class Verifier {
      serializeUser(_ctx, user) { return user.id; }
      deserializeUser(_ctx, id) { return { id }; }
    }
    ${classes.join('\n')}`;
}

function controller(first, count, { policies, guarded, isLast }) {
  const mark = i => (guarded ? `@Authenticated({ policy: 'p${i % policies}' })` : '');
  const route = (path, i) =>
    `${mark(i)} @HTTPMethod({ method: HTTPMethodEnum.GET, path: '${path}' }) async r${i}() { return { page: 'hello' }; }`;
  const routes = Array.from({ length: count }, (_, i) =>
    route(isLast && i === count - 1 ? LAST.guarded : `/r${first + i}`, first + i),
  );
  const neighbours = `@HTTPMethod({ method: HTTPMethodEnum.GET, path: '${LAST.bare}' }) async bare() { return { page: 'hello' }; }
    @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/login' }) async login(@Context() ctx) { await ctx.login({ id: '1' }); return {}; }`;
  return `import { Context, HTTPController, HTTPMethod, HTTPMethodEnum } from '@eggjs/tegg';
    import { Authenticated } from 'tegg-passport';
    @HTTPController({ path: '/' }) export class Controller${first} {
      ${routes.join('\n')}
      ${isLast ? neighbours : ''}
    }`;
}
