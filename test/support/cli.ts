import { execFile, type ExecFileOptionsWithStringEncoding } from 'node:child_process';
import { join } from 'node:path';

/** What the command came to. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const BIN = join(__dirname, '../../bin/tegg-passport.js');
// What the test's own process runs with is none of the command's business.
const OWN = new Set([
  'EGG_TYPESCRIPT',
  'CI',
  'EGG_LOG',
  'EGG_SERVER_ENV',
  'NODE_ENV',
  'NODE_OPTIONS',
  'TS_NODE_PROJECT',
]);

/** Runs `tegg-passport` in the folder of an application, from the built package. */
export function runCli(cwd: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise(resolve => {
    const child = execFile(process.execPath, [BIN, ...args], optionsOf(cwd, env), (_err, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** The same, for a reader who has gone before anything is there. */
export function runCliUnread(cwd: string, args: readonly string[]): Promise<number> {
  return new Promise(resolve => {
    const child = execFile(process.execPath, [BIN, ...args], optionsOf(cwd, {}), () => resolve(child.exitCode ?? -1));
    child.stdout?.destroy();
  });
}

function optionsOf(cwd: string, env: Record<string, string>): ExecFileOptionsWithStringEncoding {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN.has(name)));
  return { cwd, env: { ...own, ...env }, maxBuffer: 10_000_000, encoding: 'utf8' };
}
