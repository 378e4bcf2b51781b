import { inspect } from 'node:util';
import type { PassportMap } from '../passport/map/PassportMap';
import { bootApplication } from './bootApplication';
import { CliError } from './CliError';
import { commandLine, type CommandLine } from './commandLine';
import { findingsText } from './findingsText';
import { mapText } from './mapText';
import { openEntries } from './openEntries';
import { quietly } from './quietly';
import { checkSnapshot } from './snapshot/checkSnapshot';
import { Terminal } from './Terminal';
import { usage } from './usage';

const FOUND = 1;
const WRONG_CALL = 2;

/**
 * The command `tegg-passport`.
 *
 * @param args those behind the command's name
 * @returns what the process ends with
 */
export async function main(args: string[]): Promise<number> {
  try {
    const wanted = commandLine(args);
    if (!wanted.help) return report(await readMap(wanted), wanted);
    process.stdout.write(usage);
    return 0;
  } catch (err) {
    const isOurs = err instanceof CliError;
    process.stderr.write(`${isOurs ? `tegg-passport: ${err.message}` : inspect(err)}\n`);
    return isOurs ? WRONG_CALL : FOUND;
  }
}

function readMap({ dir, env }: CommandLine): Promise<PassportMap> {
  return quietly(async () => {
    const { app, close } = await bootApplication(dir, env);
    try {
      // Without the plugin there is none, and egg-passport's has no map.
      const passport = app.passport as Partial<typeof app.passport> | undefined;
      if (passport?.map) return passport.map();
      throw new CliError(`The plugin 'passport' of the application in ${dir} is not tegg-passport's, or not enabled`);
    } finally {
      await close();
    }
  });
}

function report(map: PassportMap, { dir, json, check, snapshot, update }: CommandLine): number {
  const terminal = new Terminal(dir);
  // Beside the JSON nothing else may stand.
  const said = json ? process.stderr : process.stdout;
  if (json) process.stdout.write(`${JSON.stringify(map, null, 2)}\n`);
  else if (!check && snapshot === undefined) process.stdout.write(mapText(map, terminal));
  const results = [
    ...(check ? [openEntries(map)] : []),
    ...(snapshot === undefined
      ? []
      : [checkSnapshot({ file: snapshot, name: terminal.place({ file: snapshot }), update }, map)]),
  ];
  for (const result of results) said.write(findingsText(result, terminal));
  return results.some(({ findings }) => findings.length) ? FOUND : 0;
}
