import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PassportMap } from '#src/passport/map/PassportMap';
import { runCli, runCliUnread, type Ran } from '../support/cli';
import { config, remove, write, type Files } from '../support/generate';
import { controllers, get, inModule, LOGIN, post } from '../support/running';

const ROUTER = `export default app => {
  app.get('/open', async ctx => { ctx.body = 'answered'; });
  app.get('/health', app.passport.public(), async ctx => { ctx.body = 'well'; });
};`;
const CLOSED_ROUTER = ROUTER.replace(/.*\/open.*\n/, '');
const controller = (guard: string): string =>
  controllers({
    AccountController: `
  @HTTPController({ path: '/account' }) export class AccountController {
  ${guard} ${get('/show')} async show() {}
  @Authenticated({ policy: 'own' }) ${post('/quite/a/long/:path/that/does/not/fit/a/terminal')} async long() {}
  @Login('local') ${post('/login')} async login() {} }`,
  })['app/controller/AccountController.ts'];

/** An application that prints while it boots, and says what else it did. */
const FILES: Files = {
  ...LOGIN,
  ...inModule('policies', { OwnPolicy: `@AuthPolicy('own') export class OwnPolicy { can() { return true; } }` }),
  'app/controller/AccountController.ts': controller('@Authenticated()'),
  'app/router.ts': ROUTER,
  'app.ts': `import { execSync } from 'node:child_process';
    import { writeFileSync, writeSync } from 'node:fs';
    export default class Boot {
      constructor(private readonly app) {}
      async didLoad() {
        console.log('said while booting');
        writeSync(1, 'said past the streams\\n');
        execSync('echo said by a child', { stdio: 'inherit' });
        process.once('exit', () => console.log('said at the end')); }
      async didReady() { writeFileSync(this.app.baseDir + '/did-ready', ''); }
      async serverDidReady() { writeFileSync(this.app.baseDir + '/did-serve', ''); }
      async beforeClose() { writeFileSync(this.app.baseDir + '/did-close', ''); } }`,
  'app/schedule/at_once.ts': `import { writeFileSync } from 'node:fs';
    export const schedule = { immediate: true, type: 'worker' };
    export const task = async ctx => writeFileSync(ctx.app.baseDir + '/did-run', '');`,
};

describe('npx tegg-passport map', function () {
  this.timeout(120_000);
  let dir: string;
  before(() => {
    dir = write(FILES);
  });
  after(() => remove(dir));

  const put = (file: string, text: string): void => writeFileSync(join(dir, file), text);
  const lines = ({ stdout }: Ran): string[] => stdout.trimEnd().split('\n');

  it('prints a table that fits 80 columns, on which what is open stands out, and serves nothing', async () => {
    const ran = await runCli(dir, ['map']);
    assert.equal(ran.code, 0, ran.stderr);
    const table = lines(ran);
    assert.deepEqual(
      table.filter(line => line.length > 80),
      [],
    );
    assert.match(ran.stdout, /^! GET +\/open +OPEN +app\/router\.ts:2$/m);
    const guarded = table.find(line => line.includes('/account/show'));
    assert.match(String(guarded), /^ {2}GET +\/account\/show +session +…?\S*AccountController\.ts:5$/);
    assert.match(ran.stdout, /\/account\/\S*…\S*\/a\/terminal +session, own/);
    assert.match(ran.stdout, /^ {2}verify +Keeper$/m);
    assert.match(ran.stdout, /^ {2}local +PasswordLogin +app\/module\/login\/Logins\.ts:\d+$/m);
    assert.ok(!ran.stdout.includes('said ') && !ran.stdout.includes('\u001b'));
    const did = readdirSync(dir).filter(name => name.startsWith('did-'));
    assert.deepEqual(did, ['did-close']);
  });

  it('--json prints the map and nothing else, from another folder too', async () => {
    const ran = await runCli(join(dir, '..'), ['map', '--json', '--dir', dir]);
    assert.equal(ran.code, 0);
    const map = JSON.parse(ran.stdout) as PassportMap;
    const open = map.entries.filter(({ access }) => access.type === 'open');
    assert.deepEqual(
      open.map(({ path, file, line }) => [path, file, line]),
      [['/open', join(dir, 'app/router.ts'), 2]],
    );
    for (const how of ['while booting', 'past the streams', 'by a child', 'at the end']) {
      assert.match(ran.stderr, new RegExp(`^said ${how}$`, 'm'));
    }
  });

  it('--check ends with 1 and lists what nobody has said anything about, with its place', async () => {
    const ran = await runCli(dir, ['map', '--check']);
    assert.deepEqual(
      [ran.code, lines(ran)],
      [1, ['1 with neither a guard nor @Public():', '  GET /open  app/router.ts:2']],
    );
  });

  it('--check ends with 0 when everything has a guard, is a login, or says that it is public', async () => {
    put('app/router.ts', CLOSED_ROUTER);
    const ran = await runCli(dir, ['map', '--check']);
    assert.equal(ran.code, 0, ran.stdout);
    assert.equal(lines(ran).length, 1);
    put('app/router.ts', ROUTER);
  });

  it('--check ends with 1 when nobody reads what it says', async () => {
    assert.equal(await runCliUnread(dir, ['map', '--check']), 1);
  });

  describe('--snapshot', () => {
    let first: string;
    const snapshot = (...more: string[]): Promise<Ran> => runCli(dir, ['map', '--snapshot', 'map.json', ...more]);
    const file = (): string => readFileSync(join(dir, 'map.json'), 'utf8');

    it('ends with 2 where there is none in CI, and writes none: it would be gone with the job', async () => {
      const ran = await runCli(dir, ['map', '--snapshot', 'map.json'], { CI: 'true' });
      assert.deepEqual([ran.code, ran.stdout, existsSync(join(dir, 'map.json'))], [2, '', false]);
      assert.match(ran.stderr, /map\.json is not there, and this is CI/);
    });

    it('writes the map once, without lines and folders of this machine', async () => {
      const ran = await snapshot();
      assert.deepEqual([ran.code, ran.stdout], [0, 'map.json is written.\n']);
      first = file();
      assert.ok(!first.includes(dir) && !first.includes('"line"'));
    });

    it('passes when nothing is more open, wherever it stands, and leaves the file as it is', async () => {
      const grown = CLOSED_ROUTER.replace(
        '{\n',
        `{\n\n  app.get('/key', app.passport.authenticate('api-key', { session: false }));\n`,
      );
      put('app/router.ts', grown);
      const ran = await snapshot();
      const said = 'Nothing is more open than map.json says. 1 not in it: --update adds what is new.\n';
      assert.deepEqual([ran.code, ran.stdout], [0, said]);
      assert.equal(file(), first);
    });

    it('ends with 1 and names what has become more open, and how', async () => {
      put('app/router.ts', ROUTER.replace('/open', '/new'));
      put('app/controller/AccountController.ts', controller(`@Authenticated({ optional: true })`));
      const ran = await snapshot();
      assert.equal(ran.code, 1);
      assert.deepEqual(lines(ran), [
        '2 more open than map.json says:',
        '  GET /account/show  app/controller/AccountController.ts:5',
        '      the guard is optional now',
        '  GET /new           app/router.ts:2',
        '      it is new, and open',
      ]);
      assert.equal(file(), first);
    });

    it('--update writes the file anew', async () => {
      assert.equal((await snapshot('--update')).code, 0);
      assert.notEqual(file(), first);
      assert.equal((await snapshot()).code, 0);
    });

    it('goes with --json and --check: the map on the one side, what was found on the other', async () => {
      const ran = await snapshot('--json', '--check');
      assert.equal(ran.code, 1);
      assert.ok(JSON.parse(ran.stdout));
      assert.match(ran.stderr, /GET \/new {2}app\/router.ts:2\nNothing is more open than map.json says\.$/m);
    });

    it('ends with 2 where the file is no snapshot, and leaves it as it is', async () => {
      const broken = file().replace('"policies"', '"p"');
      put('map.json', broken);
      const ran = await snapshot('--update');
      assert.deepEqual([ran.code, ran.stdout, file()], [2, '', broken]);
      assert.match(ran.stderr, /map\.json is no snapshot of a map/);
      assert.deepEqual(
        readdirSync(dir).filter(name => name.startsWith('map.json.')),
        [],
      );
    });

    it('ends with 2 where the file cannot be written', async () => {
      const ran = await runCli(dir, ['map', '--snapshot', 'nowhere/map.json']);
      assert.equal(ran.code, 2);
      assert.match(ran.stderr, /nowhere\/map\.json cannot be written: ENOENT/);
    });
  });

  describe('in an application that is written anew', () => {
    it('--env says whose configuration counts', async () => {
      put('config/config.prod.ts', config(`passport: { guard: 'all' }`));
      put('app/controller/AccountController.ts', controller(''));
      put('app/router.ts', CLOSED_ROUTER);
      assert.equal((await runCli(dir, ['map', '--check'])).code, 1);
      assert.equal((await runCli(dir, ['map', '--check', '--env', 'prod'])).code, 0);
    });

    it('prints what stops the boot as it is, and ends with 1', async () => {
      put('app/controller/AccountController.ts', controller(`@Authenticated('locla')`));
      const ran = await runCli(dir, ['map', '--json']);
      assert.deepEqual([ran.code, ran.stdout], [1, '']);
      assert.match(ran.stderr, /WiringError: .*AccountController#show.*locla[^]*code: 'strategy_unknown'/);
    });
  });
});

describe('npx tegg-passport map in an application without tegg, in JavaScript', function () {
  this.timeout(120_000);
  let dir: string;
  before(() => {
    dir = write({
      'config/plugin.js': `module.exports = { passport: { enable: true, package: 'tegg-passport' } };`,
      'config/config.default.js': `module.exports = { keys: 'generated' };`,
      'app/router.js': `module.exports = app => {
  app.get('/', async ctx => { ctx.body = 'answered'; });
  app.get('/me', app.passport.authenticate('key', { session: false }));
};`,
      'app.js': `module.exports = app => app.passport.use('key', { authenticate() { this.pass(); } });`,
    });
    for (const file of ['plugin.ts', 'config.default.ts', 'config.unittest.ts']) rmSync(join(dir, 'config', file));
  });
  after(() => remove(dir));

  it('lists the routes of app/router', async () => {
    const ran = await runCli(dir, ['map']);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(
      ran.stdout,
      /^! GET {2}\/ +OPEN +app\/router\.js:2\n {2}GET {2}\/me {2}login key, no session {2}app\/router\.js:3$/m,
    );
    assert.equal((await runCli(dir, ['map', '--check'])).code, 1);
  });

  it('ends with 2 where the plugin is not enabled', async () => {
    writeFileSync(join(dir, 'config/plugin.js'), 'module.exports = {};');
    for (const file of ['app.js', 'app/router.js']) rmSync(join(dir, file));
    const ran = await runCli(dir, ['map']);
    assert.deepEqual([ran.code, ran.stdout], [2, '']);
    assert.match(ran.stderr, /^tegg-passport: The plugin 'passport' of the application in .* is not tegg-passport's/);
  });

  it('ends with 2 where there is no application', async () => {
    rmSync(join(dir, 'package.json'));
    const ran = await runCli(dir, ['map']);
    assert.deepEqual([ran.code, existsSync(join(dir, 'package.json'))], [2, false]);
    assert.match(ran.stderr, /^tegg-passport: There is no application in .*: it has no package\.json\n$/);
  });
});

describe('npx tegg-passport map where the application does not behave', function () {
  this.timeout(120_000);
  let dir: string;
  before(() => {
    dir = write({
      'config/plugin.js': `module.exports = { passport: { enable: true, package: 'tegg-passport' } };`,
      'config/config.default.js': `module.exports = { keys: 'generated' };`,
    });
    for (const file of ['plugin.ts', 'config.default.ts', 'config.unittest.ts']) rmSync(join(dir, 'config', file));
  });
  after(() => remove(dir));

  const run = (hooks: string, env?: Record<string, string>): Promise<Ran> => {
    writeFileSync(join(dir, 'app.js'), `module.exports = class { constructor(app) { this.app = app; } ${hooks} };`);
    return runCli(dir, ['map', '--check'], env);
  };

  it('ends with 1 when it ends the process before the map is there', async () => {
    const ran = await run('configDidLoad() { process.exit(0); }');
    assert.deepEqual([ran.code, ran.stdout], [1, '']);
    assert.match(ran.stderr, /^tegg-passport: the process has ended before the map was there$/m);
  });

  it('says for what the boot waits', async () => {
    const waits = `didLoad() { return new Promise(done => this.app.once('ready_timeout', () => done())); }`;
    const ran = await run(waits, { EGG_READY_TIMEOUT_ENV: '10' });
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /^tegg-passport: the boot still waits for .*app\.js:didLoad$/m);
  });

  it('says what nobody has caught', async () => {
    const ran = await run(`didLoad() {
      Promise.reject(new Error('lost'));
      setImmediate(() => { throw new Error('lost too'); });
      return new Promise(done => process.once('uncaughtException', () => done())); }`);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /nobody has caught .*: lost$[^]*nobody has caught .*: lost too$/m);
  });

  it('says what it has found though the close fails, or never ends', async () => {
    const failed = await run(`beforeClose() { throw new Error('no server'); }`);
    assert.deepEqual([failed.code, failed.stdout.trim().split('\n').length], [0, 1]);
    assert.match(failed.stderr, /^tegg-passport: the application did not close: Error: no server/m);
    const stuck = await run('beforeClose() { return new Promise(() => {}); }', { EGG_MASTER_CLOSE_TIMEOUT: '10' });
    assert.equal(stuck.code, 0);
    assert.match(stuck.stderr, /did not close: Error: It took more than 10 ms/);
  });

  it('loads what package.json wants loaded before it', async () => {
    const egg = { require: ['./before.js'] };
    writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'generated', egg }));
    writeFileSync(join(dir, 'before.js'), 'global.isLoaded = true;');
    const ran = await run(`configDidLoad() { if (!global.isLoaded) throw new Error('not loaded'); }`);
    assert.equal(ran.code, 0, ran.stderr);
  });
});

describe('npx tegg-passport map where nothing compiles TypeScript', () => {
  it('ends with 2 and says what is missing', async () => {
    const dir = write({ 'package.json': JSON.stringify({ name: 'generated', egg: { tscompiler: 'no-compiler' } }) });
    const ran = await runCli(dir, ['map']);
    remove(dir);
    assert.deepEqual([ran.code, ran.stdout], [2, '']);
    assert.match(ran.stderr, /written in TypeScript, and 'no-compiler' is not installed in .*: install it, or compile/);
  });
});

describe('npx tegg-passport, called wrongly', () => {
  const WRONG: Record<string, [args: string[], message: RegExp]> = {
    'no command': [[], /There is `tegg-passport map`/],
    'another command': [['mpa'], /There is no command 'mpa'/],
    'a word too many': [['map', 'here'], /'here' is one word too many/],
    'an unknown option': [['map', '--chekc'], /Unknown option '--chekc'/],
    'an option without its value': [['map', '--snapshot'], /--snapshot/],
    'a file without a name': [['map', '--snapshot='], /--snapshot says nothing/],
    '--update alone': [['map', '--update'], /--update goes with --snapshot/],
  };
  for (const [title, [args, message]] of Object.entries(WRONG)) {
    it(`${title}: ends with 2 and says so`, async () => {
      const ran = await runCli(__dirname, args);
      assert.deepEqual([ran.code, ran.stdout], [2, '']);
      assert.match(ran.stderr, message);
      assert.equal(ran.stderr.trim().split('\n').length, 1);
    });
  }

  it('--help prints how to call it, and ends with 0', async () => {
    const ran = await runCli(__dirname, ['--help']);
    assert.equal(ran.code, 0);
    assert.match(ran.stdout, /^Usage: tegg-passport map/);
  });
});
