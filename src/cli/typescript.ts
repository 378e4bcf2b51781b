import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CliError } from './CliError';

// Each application has one of them.
const SOURCES = ['config/plugin', 'config/config.default', 'app', 'app/router'];

/** What the `egg` of a package.json says of TypeScript, as egg-bin reads it. */
export interface TypeScriptSettings {
  readonly typescript?: boolean;
  readonly tscompiler?: string;
}

/** Whether an application is written in TypeScript, and not compiled in place. */
export function isTypeScript(dir: string, { typescript }: TypeScriptSettings = {}): boolean {
  const { EGG_TYPESCRIPT: said } = process.env;
  if (said === 'true' || said === 'false') return said === 'true';
  if (typescript === false) return false;
  const exists = (name: string, extension: string): boolean => existsSync(join(dir, name + extension));
  const written = SOURCES.filter(name => exists(name, '.ts'));
  // Egg takes what was compiled where nothing compiles, and of one that is JavaScript in part both.
  return written.length ? written.some(name => !exists(name, '.js')) : typescript === true;
}

/**
 * Runs TypeScript sources as `egg-bin dev` does.
 *
 * @throws CliError
 */
export function runTypeScript(dir: string, { tscompiler }: TypeScriptSettings): void {
  const { env } = process;
  env.EGG_TYPESCRIPT = 'true';
  // egg-bin's own defaults: an application is run here, and checked elsewhere.
  env.TS_NODE_TRANSPILE_ONLY ??= 'true';
  env.TS_NODE_FILES ??= 'true';
  require(compilerOf(dir, env.TS_COMPILER ?? tscompiler ?? 'ts-node/register'));
}

function compilerOf(dir: string, compiler: string): string {
  const ofApplication = createRequire(join(dir, 'package.json'));
  const found = find(ofApplication, compiler);
  if (found !== undefined) return found;
  const eggBin = find(ofApplication, 'egg-bin/package.json');
  const ofEggBin = eggBin === undefined ? undefined : find(createRequire(eggBin), compiler);
  if (ofEggBin !== undefined) return ofEggBin;
  throw new CliError(
    `The application is written in TypeScript, and '${compiler}' is not installed in ${dir}: install it, or compile the application in place`,
  );
}

function find(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}
