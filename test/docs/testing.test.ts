import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { remove, write } from '../support/generate';
import { pageFiles } from './pageFiles';

const REGISTER = join(__dirname, '../support/register.js');
const MOCHA = require.resolve('mocha/bin/mocha.js');
const HOOKS = require.resolve('egg-mock/register');

/** What a suite prints, run in a process of its own in the folder of the application. */
type Run = (baseDir: string, file: string) => Promise<string>;

const run = async (baseDir: string, args: readonly string[]): Promise<string> => {
  // The processes of node's test runner look at this variable, and would report to this suite's.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  try {
    return (await promisify(execFile)(process.execPath, [...process.execArgv, ...args], { cwd: baseDir, env })).stdout;
  } catch (err) {
    const { stdout, stderr } = err as { stdout: string; stderr: string };
    throw new Error(`${stdout}\n${stderr}`, { cause: err });
  }
};

const PLAIN_MOCHA = [MOCHA, '--no-config', '--exit', '--timeout', '60000', '--require', REGISTER];
const withMocha: Run = (baseDir, file) => run(baseDir, [...PLAIN_MOCHA, '--require', HOOKS, file]);
const withNode: Run = (baseDir, file) =>
  // Timers of Egg's own plugins outlive the application.
  run(baseDir, ['--require', REGISTER, '--test', '--test-force-exit', '--test-reporter', 'spec', file]);

const SHARED = `
  await (await app.loginAs({ id: '1' })).get('/account').expect(200, { name: 'Ada' });
  await app.httpRequest().get('/account').expect(401);`;

/** The smallest suites, beside those of the page. */
const SUITES = {
  'test/plain.test.ts': `
    import mm from 'egg-mock';
    const app = mm.app();
    describe('mm.app()', () => {
      before(() => app.ready());
      after(() => app.close());
      it('logs in', async () => { ${SHARED} });
    });`,
  'test/bootstrap.node.ts': `
    import { after, afterEach, before, it } from 'node:test';
    import { app, mm } from 'egg-mock/bootstrap';
    before(() => app.ready());
    afterEach(() => mm.restore());
    after(() => app.close());
    let agent: Awaited<ReturnType<typeof app.loginAs<ReturnType<typeof app.httpRequest>>>>;
    it('logs in', async () => { ${SHARED} agent = await app.loginAs({ id: '1' }); });
    it('restores between tests', async () => { await agent.get('/account').expect(401); });`,
};

describe('docs/testing.md', function () {
  this.timeout(120_000);
  let baseDir: string;
  before(() => {
    baseDir = write({ ...pageFiles('docs/testing.md', { files: 7, module: 'app/module/account' }), ...SUITES });
  });
  after(() => remove(baseDir));

  it('its tests pass, with mocha and egg-bootstrap', async () => {
    assert.match(await withMocha(baseDir, 'test/account.test.ts'), /6 passing/);
  });

  it("its tests pass, with node's own runner and mm.app()", async () => {
    assert.match(await withNode(baseDir, 'test/account.node.ts'), /pass 2\n.*fail 0/s);
  });

  it('its checks of classes pass without an application, and the kit works with mocha and mm.app(), without hooks', async () => {
    const files = ['test/checks.test.ts', 'test/plain.test.ts'];
    assert.match(await run(baseDir, [...PLAIN_MOCHA, ...files]), /4 passing/);
  });

  it("the kit works with node's own runner and the bootstrap", async () => {
    assert.match(await withNode(baseDir, 'test/bootstrap.node.ts'), /pass 2\n.*fail 0/s);
  });
});
