import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { MapEntry } from 'tegg-passport';
import { runCli } from '../support/cli';
import { config, plugins, remove, withApp, write } from '../support/generate';
import { documentSamples } from './samples';

describe('the application of docs/map.md', () => {
  const said = ({ verbs, path, access: { type } }: MapEntry): string => `${verbs?.join()} ${path} ${type}`;

  it('has the map that the page tells of', () =>
    withApp(pageFiles(), async app => {
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
    withApp(pageFiles(), async app => {
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
      baseDir = write(pageFiles());
    });
    after(() => remove(baseDir));

    it('--check names the route that nobody has thought about', async () => {
      const { code, stdout } = await runCli(baseDir, ['map', '--check']);
      assert.equal(code, 1);
      assert.match(stdout, /\/report/);
      assert.match(stdout, /app\/router\.ts:8/);
      assert.doesNotMatch(stdout, /\/version|\/orders/);
    });

    it('--snapshot writes the map, and tells of a guard that has gone', async () => {
      const file = join(baseDir, 'passport.map.json');
      const snapshot = () => runCli(baseDir, ['map', '--snapshot', 'passport.map.json']);
      assert.equal((await snapshot()).code, 0);
      assert.ok(!readFileSync(file, 'utf8').includes(baseDir));
      assert.equal((await snapshot()).code, 0);
      const written = JSON.parse(readFileSync(file, 'utf8')) as { entries: { path?: string }[] };
      assert.ok(written.entries.some(({ path }) => path === '/orders/:id'));
      rmSync(join(baseDir, 'app/router.ts'));
      assert.equal((await snapshot()).code, 0);
    });
  });
});

/** The blocks of the page that say which file they are, and what an application has beside them. */
function pageFiles(): Record<string, string> {
  const samples = documentSamples().filter(({ where }) => where.startsWith('docs/map.md'));
  const files = samples.flatMap(({ code }) => {
    const path = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1];
    return path ? [[path, code]] : [];
  });
  const modulePackage = samples.find(({ language }) => language === 'json');
  assert.ok(modulePackage);
  assert.equal(files.length, 3);
  return {
    'config/plugin.ts': plugins(),
    'config/config.default.ts': config(),
    'app/module/login/package.json': modulePackage.code,
    ...(Object.fromEntries(files) as Record<string, string>),
  };
}
