import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import mm from 'egg-mock';
import { isTypeScript } from '#src/cli/typescript';

describe('whether the command runs an application from TypeScript', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'application-'));
    mm(process.env, 'EGG_TYPESCRIPT', undefined);
  });
  afterEach(() => {
    mm.restore();
    rmSync(dir, { recursive: true });
  });

  const files = (...names: string[]): void => {
    for (const name of names) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), '');
    }
  };

  it('yes, where it is written in it, in part too', () => {
    files('config/plugin.js', 'app/router.ts');
    assert.equal(isTypeScript(dir), true);
  });

  it('no, where it is JavaScript, or compiled in place', () => {
    files('config/plugin.js', 'app/router.js');
    assert.equal(isTypeScript(dir), false);
    files('config/plugin.ts', 'app/router.ts');
    assert.equal(isTypeScript(dir), false);
    assert.equal(isTypeScript(dir, { typescript: true }), false);
  });

  it('as package.json says, where its files do not', () => {
    files('config/plugin.js', 'app/controller/home.ts');
    assert.equal(isTypeScript(dir, { typescript: true }), true);
    files('app/router.ts');
    assert.equal(isTypeScript(dir, { typescript: false }), false);
  });

  it('as the environment says', () => {
    files('config/plugin.ts');
    mm(process.env, 'EGG_TYPESCRIPT', 'false');
    assert.equal(isTypeScript(dir), false);
    mm(process.env, 'EGG_TYPESCRIPT', 'true');
    assert.equal(isTypeScript(dir, { typescript: false }), true);
  });
});
