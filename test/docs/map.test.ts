import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MapEntry } from 'tegg-passport';
import { runCli } from '../support/cli';
import { config, plugins, remove, withApp, write } from '../support/generate';
import { pageFiles } from './pageFiles';
import { samplesOf, type Sample } from './samples';

const APP = {
  'config/plugin.ts': plugins(),
  'config/config.default.ts': config(),
  ...pageFiles('docs/map.md', { files: 3, module: 'app/module/login' }),
};

describe('the application of docs/map.md', () => {
  const said = ({ verbs, path, access: { type } }: MapEntry): string => `${verbs?.join()} ${path} ${type}`;

  it('has the map that the page tells of', () =>
    withApp(APP, async app => {
      const { entries, strategies, policies } = app.passport.map();
      assert.deepEqual(entries.map(said).sort(), [
        'DELETE /orders/:id guard',
        'GET /orders/:id guard',
        'GET /orders/health public',
        'GET /report open',
        'GET /version public',
        'POST /orders/login login',
      ]);
      assert.deepEqual(
        strategies.map(({ name }) => name),
        ['api-key', 'local'],
      );
      assert.ok(policies.some(({ name }) => name === 'verified'));
    }));

  it('is OpenAPI 3.1 with it', () =>
    withApp(APP, async app => {
      const { components, paths } = app.passport.openapiSecurity();
      assert.deepEqual(components.securitySchemes, {
        'api-key': { type: 'apiKey', in: 'header', name: 'x-api-key' },
        session: { type: 'apiKey', in: 'cookie', name: 'EGG_SESS' },
      });
      assert.deepEqual(paths['/orders/{id}'], {
        get: { security: [{ session: [] }, { 'api-key': [] }] },
        delete: { security: [{ session: [] }] },
      });
      assert.deepEqual(paths['/report'].get.security, []);
      const document = { openapi: '3.1.0', info: { title: 'orders', version: '1' }, components, paths };
      const { Validator } = await import('@seriousme/openapi-schema-validator');
      const { valid, errors } = await new Validator().validate(document);
      assert.ok(valid, JSON.stringify(errors));
    }));

  describe('with the command', () => {
    let baseDir: string;
    before(() => {
      baseDir = write(APP);
    });
    after(() => remove(baseDir));

    for (const [index, { where, code }] of printedSamples().entries()) {
      const [call, ...lines] = code.trimEnd().split('\n');
      it(`prints what stands at ${where}: ${call}`, async () => {
        // The last one is of the changed application.
        if (index === printedSamples().length - 1) takePolicyAway(baseDir);
        const { code: ended, stdout } = await runCli(baseDir, call.replace('$ npx tegg-passport ', '').split(' '));
        assert.deepEqual(stdout.trimEnd().split('\n'), lines);
        assert.equal(ended, stdout.includes('1 with neither') || stdout.includes('1 more open') ? 1 : 0);
      });
    }

    it('passes with fewer routes, and keeps no folder in the snapshot', async () => {
      const snapshot = (...more: string[]) => runCli(baseDir, ['map', '--snapshot', 'passport.map.json', ...more]);
      assert.equal((await snapshot('--update')).code, 0);
      assert.ok(!readFileSync(join(baseDir, 'passport.map.json'), 'utf8').includes(baseDir));
      rmSync(join(baseDir, 'app/router.ts'));
      assert.equal((await snapshot()).code, 0);
    });
  });
});

/** What the page says that the command prints. */
function printedSamples(): Sample[] {
  const printed = samplesOf('docs/map.md').filter(({ code }) => code.startsWith('$ npx tegg-passport '));
  assert.equal(printed.length, 4);
  return printed;
}

function takePolicyAway(baseDir: string): void {
  const file = join(baseDir, 'app/controller/OrderController.ts');
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(`policy: 'verified', `));
  writeFileSync(file, text.replace(`policy: 'verified', `, ''));
}
