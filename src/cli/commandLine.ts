import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CliError } from './CliError';

/** What somebody wants of the command. */
export interface CommandLine {
  readonly help: boolean;
  readonly json: boolean;
  readonly check: boolean;
  readonly update: boolean;
  /** Absolute. */
  readonly snapshot?: string;
  /** Absolute. */
  readonly dir: string;
  readonly env?: string;
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  check: { type: 'boolean' },
  update: { type: 'boolean' },
  snapshot: { type: 'string' },
  dir: { type: 'string' },
  env: { type: 'string' },
} as const;

/** @throws CliError */
export function commandLine(args: string[]): CommandLine {
  const { values, positionals } = parsed(args);
  const { help = false, json = false, check = false, update = false, snapshot, dir = '.', env } = values;
  const [command, ...more] = positionals;
  if (!help) {
    if (command === undefined) throw new CliError('What shall it do? There is `tegg-passport map`');
    if (command !== 'map') throw new CliError(`There is no command '${command}': there is 'map'`);
    if (more.length) throw new CliError(`'${more[0]}' is one word too many`);
    for (const [option, value] of Object.entries({ snapshot, dir, env })) {
      if (value === '') throw new CliError(`--${option} says nothing`);
    }
    if (update && snapshot === undefined) throw new CliError('--update goes with --snapshot');
  }
  return {
    help,
    json,
    check,
    update,
    snapshot: snapshot === undefined ? undefined : resolve(snapshot),
    dir: resolve(dir),
    env,
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (err) {
    // Its messages name the option.
    throw new CliError((err as Error).message);
  }
}
