import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from './CliError';
import type { TypeScriptSettings } from './typescript';

/** What of the package.json of an application says how it is run. */
interface Manifest {
  readonly egg?: TypeScriptSettings & {
    readonly framework?: string;
    /** What egg-bin and egg-scripts load before the application. */
    readonly require?: string | readonly string[];
  };
}

/** @throws CliError where there is none */
export function manifestOf(dir: string): Manifest {
  const file = join(dir, 'package.json');
  if (!existsSync(file)) throw new CliError(`There is no application in ${dir}: it has no package.json`);
  try {
    return { ...(JSON.parse(readFileSync(file, 'utf8')) as Manifest) };
  } catch (err) {
    throw new CliError(`${file} is no JSON: ${(err as Error).message}`);
  }
}
