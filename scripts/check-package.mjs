// Packs the package, installs it into an empty application and uses it there, as a newcomer would.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const own = JSON.parse(readFileSync('package.json', 'utf8'));
const dir = mkdtempSync(join(tmpdir(), 'tegg-passport-'));
// In the scope of Egg; it also holds packages that Egg itself needs.
const TEGG = /^tegg|-decorator$/;
const results = { passed: 0, failed: 0 };

try {
  const tarball = pack();
  checkTypesAndExports(tarball);
  install(tarball);
  await useWithTegg();
  await useWithTegg({ listsItsModules: true });
  await useWithoutTegg();
} finally {
  rmSync(dir, { recursive: true, force: true });
}
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exitCode = results.failed ? 1 : 0;

function pack() {
  run('npm', ['pack', '--silent', '--pack-destination', dir], '.');
  return join(
    dir,
    readdirSync(dir).find(file => file.endsWith('.tgz')),
  );
}

function checkTypesAndExports(tarball) {
  check('publint finds nothing', () => run('npx', ['publint', '--strict', tarball], '.'));
  check('attw finds nothing', () => run('npx', ['attw', '--quiet', tarball], '.'));
}

function install(tarball) {
  const versions = name => own.devDependencies[name];
  const dependencies = { 'tegg-passport': `file:${tarball}` };
  for (const name of [
    'egg',
    '@eggjs/tegg',
    '@eggjs/tegg-config',
    '@eggjs/tegg-plugin',
    '@eggjs/tegg-controller-plugin',
  ]) {
    dependencies[name] = versions(name);
  }
  for (const name of ['egg-tracer', 'egg-mock', 'passport-local', '@types/passport-local', '@types/node'])
    dependencies[name] = versions(name);
  write('package.json', { name: 'empty-app', private: true, dependencies, overrides: own.overrides });
  check('npm install', () => run('npm', ['install', '--no-package-lock'], dir));
  check('one copy of tegg', () => {
    const copies = run('npm', ['ls', '@eggjs/tegg', '--parseable', '--all'], dir).trim().split('\n');
    if (new Set(copies).size !== 1) throw new Error(copies.join('\n'));
  });
}

/** The application of the README, in short, with and without a list of its modules. */
async function useWithTegg({ listsItsModules = false } = {}) {
  const label = listsItsModules ? 'tegg, modules listed in config/module.json' : 'tegg';
  const enable = name => `{ enable: true, package: '${name}' }`;
  write(
    'config/plugin.ts',
    `export default {
    tracer: ${enable('egg-tracer')}, teggConfig: ${enable('@eggjs/tegg-config')}, tegg: ${enable('@eggjs/tegg-plugin')},
    teggController: ${enable('@eggjs/tegg-controller-plugin')}, passport: ${enable('tegg-passport')},
  };`,
  );
  write(
    'config/config.default.ts',
    `export default { keys: 'k', security: { csrf: { enable: false } }, passport: { loginURL: '/login' } };`,
  );
  if (listsItsModules) write('config/module.json', [{ path: '../app/module/login' }]);
  write('app/module/login/package.json', { name: 'login', eggModule: { name: 'login' } });
  write(
    'app/module/login/PasswordLogin.ts',
    `
    import { Strategy as LocalStrategy } from 'passport-local';
    import { Strategy } from 'tegg-passport';
    @Strategy('local', LocalStrategy)
    export class PasswordLogin {
      async validate(username: string, password: string) { return password === 'secret' ? { id: username } : null; }
    }`,
  );
  write(
    'app/module/login/AccountVerifier.ts',
    `
    import type { Context } from 'egg';
    import { AuthVerifier } from 'tegg-passport';
    @AuthVerifier()
    export class AccountVerifier {
      async serializeUser(_ctx: Context, user: { id: string }) { return user.id; }
      async deserializeUser(_ctx: Context, id: string) { return { id }; }
    }`,
  );
  write(
    'app/controller/AccountController.ts',
    `
    import { HTTPController, HTTPMethod, HTTPMethodEnum, Inject } from '@eggjs/tegg';
    import { Authenticated, AuthService, CurrentUser, Login } from 'tegg-passport';
    @Authenticated()
    @HTTPController({ path: '/account' })
    export class AccountController {
      @Inject() private readonly authService!: AuthService;
      @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/' })
      async show(@CurrentUser() user: { id: string }) { return { id: user.id, same: this.authService.user.id }; }
      @Login('local')
      @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/login' })
      async login(@CurrentUser() user: { id: string }) { return { id: user.id }; }
    }`,
  );
  // The types that ours stand on are there: were they not, anything would do.
  write(
    'app/types.ts',
    `
    import type { GuardOptions } from 'tegg-passport';
    // @ts-expect-error -- no span of time
    export const options: GuardOptions = { maxAge: '10 minuets' };`,
  );
  // The kit as a test sees it: the methods of egg-mock's application are typed by the package alone.
  write(
    'test/account.test.ts',
    `
    import { after, afterEach, before, it } from 'node:test';
    import { app, mm } from 'egg-mock/bootstrap';
    import { checkStrategy } from 'tegg-passport/testing';
    import { PasswordLogin } from '../app/module/login/PasswordLogin';
    before(() => app.ready());
    afterEach(() => mm.restore());
    after(() => app.close());
    it('has agents', async () => {
      const agent = await app.loginAs({ id: 'ada' });
      await agent.get('/account').expect(200, { id: 'ada', same: 'ada' });
      // @ts-expect-error -- no time
      await app.loginAs({ id: 'ada' }, { at: 'yesterday' }).then(() => { throw new Error(); }, () => {});
    });
    it('checks classes', async () => {
      const outcome = await checkStrategy(PasswordLogin, { args: ['ada', 'secret'] });
      if (outcome.type !== 'success') throw new Error(outcome.type);
    });`,
  );
  write('tsconfig.json', {
    compilerOptions: {
      target: 'ES2022',
      module: 'Node16',
      moduleResolution: 'Node16',
      strict: true,
      skipLibCheck: true,
      types: ['node'],
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      useDefineForClassFields: false,
    },
    include: ['app', 'config', 'test'],
  });
  check(`${label}: compiles`, () => run(process.execPath, [require.resolve('typescript/bin/tsc')], dir));
  await serve(label, async origin => {
    const anonymous = await fetch(`${origin}/account`, { headers: { accept: 'application/json' } });
    equal(`${label}: nobody gets 401`, anonymous.status, 401);
    const login = await fetch(`${origin}/account/login`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'ada', password: 'secret' }),
    });
    equal(`${label}: logs in`, await login.json(), { id: 'ada' });
    const cookie = login.headers
      .getSetCookie()
      .map(line => line.split(';')[0])
      .join('; ');
    const page = await fetch(`${origin}/account`, { headers: { cookie } });
    equal(`${label}: the session brings the user back`, await page.json(), { id: 'ada', same: 'ada' });
  });
  if (!listsItsModules) {
    const tests = ['--test', '--test-force-exit', 'test/account.test.js'];
    check(`${label}: the test kit`, () => run(process.execPath, tests, dir, { EGG_SERVER_ENV: 'unittest' }));
  }
  checkMap(label);
  if (listsItsModules) rmSync(join(dir, 'config/module.json'));
  rmSync(join(dir, 'app'), { recursive: true });
}

/** An old application: JavaScript, no package of tegg, no sessions. */
async function useWithoutTegg() {
  for (const name of readdirSync(join(dir, 'node_modules/@eggjs')).filter(entry => TEGG.test(entry)))
    rmSync(join(dir, 'node_modules/@eggjs', name), { recursive: true });
  for (const file of ['config/plugin.ts', 'config/config.default.ts', 'config/config.default.js'])
    rmSync(join(dir, file));
  write(
    'config/plugin.js',
    `module.exports = { session: false, passport: { enable: true, package: 'tegg-passport' } };`,
  );
  write('config/config.default.js', `exports.keys = 'k'; exports.security = { csrf: { enable: false } };`);
  write(
    'app.js',
    `const { Strategy } = require('passport-local');
    module.exports = app => {
      app.passport.verify(async (ctx, user) => (user.password === 'secret' ? { id: user.username } : null));
      app.passport.use(new Strategy({ passReqToCallback: true }, (req, username, password, done) => app.passport.doVerify(req, { username, password }, done)));
    };`,
  );
  write(
    'app/router.js',
    `module.exports = app => {
      app.post('/api', app.passport.authenticate('local', { session: false, successRedirect: null }), ctx => { ctx.body = ctx.user; });
    };`,
  );
  await serve('no tegg, no sessions', async origin => {
    const send = password =>
      fetch(`${origin}/api`, { method: 'POST', body: new URLSearchParams({ username: 'ada', password }) });
    equal('no tegg, no sessions: the right password', await (await send('secret')).json(), { id: 'ada' });
    equal('no tegg, no sessions: a wrong one', (await send('wrong')).status, 401);
  });
  checkMap('no tegg, no sessions');
}

/** Everything of these applications has a guard or is a login. */
function checkMap(label) {
  check(`${label}: npx tegg-passport map --check`, () => run('npx', ['tegg-passport', 'map', '--check'], dir));
}

/** Starts the application in a process of its own on a free port, and ends it afterwards. */
async function serve(label, use) {
  write(
    'serve.js',
    `require('egg').start({ baseDir: __dirname, mode: 'single' }).then(app => {
      const server = app.listen(0, '127.0.0.1', () => console.log('origin http://127.0.0.1:' + server.address().port));
    }, err => { console.error(err); process.exit(1); });`,
  );
  const child = spawn(process.execPath, ['serve.js'], {
    cwd: dir,
    env: { ...process.env, EGG_SERVER_ENV: 'prod' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith('origin ')) continue;
      await use(line.slice('origin '.length));
      return;
    }
    throw new Error('the application did not start');
  } catch (err) {
    report(label, err);
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

function equal(label, actual, expected) {
  check(label, () => {
    const [got, wanted] = [actual, expected].map(value => JSON.stringify(value));
    if (got !== wanted) throw new Error(`got ${got}, wanted ${wanted}`);
  });
}

function check(label, test) {
  try {
    test();
    report(label);
  } catch (err) {
    report(label, err);
  }
}

function report(label, err) {
  results[err ? 'failed' : 'passed'] += 1;
  console.log(`${err ? '✖' : '✔'} ${label}`);
  if (err) console.log(err.stdout?.toString() ?? '', err.stderr?.toString() ?? '', err.message);
}

function run(command, args, cwd, more = {}) {
  const env = { ...process.env, ...more };
  const options = { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 };
  return execFileSync(command, args, options);
}

function write(file, content) {
  mkdirSync(dirname(join(dir, file)), { recursive: true });
  writeFileSync(join(dir, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
}
