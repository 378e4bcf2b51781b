import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CliError } from './CliError';

// Each application has one of them.
const SOURCES = ['config/plugin', 'config/config.default', 'app', 'app/router'];

/** Whether an application is written in TypeScript, and not compiled in place. */
export function isTypeScript(dir: string): boolean {
  const written = (extension: string): boolean => SOURCES.some(name => existsSync(join(dir, name + extension)));
  return written('.ts') && !written('.js');
}

/**
 * Runs TypeScript sources as `egg-bin dev` does.
 *
 * @param compiler the `egg.tscompiler` of the application's package.json
 * @throws CliError
 */
export function runTypeScript(dir: string, compiler = 'ts-node/register'): void {
  const { env } = process;
  env.EGG_TYPESCRIPT = 'true';
  // egg-bin's own defaults: an application is run here, and checked elsewhere.
  env.TS_NODE_TRANSPILE_ONLY ??= 'true';
  env.TS_NODE_FILES ??= 'true';
  require(compilerOf(dir, compiler));
}

function compilerOf(dir: string, compiler: string): string {
  const ofApplication = createRequire(join(dir, 'package.json'));
  const found = find(ofApplication, compiler);
  if (found !== undefined) return found;
  const eggBin = find(ofApplication, 'egg-bin/package.json');
  const ofEggBin = eggBin === undefined ? undefined : find(createRequire(eggBin), compiler);
  if (ofEggBin !== undefined) return ofEggBin;
  throw new CliError(`The application is written in TypeScript, and '${compiler}' is not installed in ${dir}`);
}

function find(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}
