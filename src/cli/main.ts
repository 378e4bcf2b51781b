import { inspect } from 'node:util';
import type { PassportMap } from '../passport/map/PassportMap';
import { bootApplication } from './bootApplication';
import { CliError } from './CliError';
import { commandLine, type CommandLine } from './commandLine';
import { findingsText } from './findingsText';
import { mapText } from './mapText';
import { openEntries } from './openEntries';
import type { Output } from './Output';
import { checkSnapshot } from './snapshot/checkSnapshot';
import { Terminal } from './Terminal';
import { usage } from './usage';

const FOUND = 1;
const WRONG_CALL = 2;

/**
 * The command `tegg-passport`.
 *
 * @param args those behind the command's name
 * @param output where it prints what it was asked for; everything else goes to the standard error
 * @returns what the process ends with
 */
export async function main(args: string[], output: Output): Promise<number> {
  try {
    const wanted = commandLine(args);
    if (!wanted.help) return report(await readMap(wanted), wanted, output);
    output.write(usage);
    return 0;
  } catch (err) {
    const isOurs = err instanceof CliError;
    process.stderr.write(`${isOurs ? `tegg-passport: ${err.message}` : inspect(err)}\n`);
    return isOurs ? WRONG_CALL : FOUND;
  }
}

async function readMap({ dir, env }: CommandLine): Promise<PassportMap> {
  const { app, close } = await bootApplication(dir, env);
  try {
    // Without the plugin there is none, and egg-passport's has no map.
    const passport = app.passport as Partial<typeof app.passport> | undefined;
    if (passport?.map) return passport.map();
    throw new CliError(`The plugin 'passport' of the application in ${dir} is not tegg-passport's, or not enabled`);
  } finally {
    await close();
  }
}

function report(map: PassportMap, { dir, json, check, snapshot, update }: CommandLine, output: Output): number {
  const terminal = new Terminal(dir, output.screen);
  // Beside the JSON nothing else may stand.
  const said = json ? process.stderr : output;
  if (json) output.write(`${JSON.stringify(map, null, 2)}\n`);
  else if (!check && snapshot === undefined) output.write(mapText(map, terminal));
  const results = [
    ...(check ? [openEntries(map)] : []),
    ...(snapshot === undefined
      ? []
      : [checkSnapshot({ file: snapshot, name: terminal.place({ file: snapshot }), update }, map)]),
  ];
  for (const result of results) said.write(findingsText(result, terminal));
  return results.some(({ findings }) => findings.length) ? FOUND : 0;
}
