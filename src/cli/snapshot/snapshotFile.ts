import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { CliError } from '../CliError';
import { isSnapshot } from './isSnapshot';
import type { Snapshot } from './Snapshot';

/**
 * The snapshot in a file; nothing, where there is no file.
 *
 * @throws CliError where the file is no snapshot
 */
export function readSnapshot(file: string): Snapshot | undefined {
  const text = read(file);
  if (text === undefined) return undefined;
  const snapshot = parsed(text);
  if (isSnapshot(snapshot)) return snapshot;
  throw new CliError(
    `${file} is no snapshot of a map. Repair it, or remove it and run this again: a new one is written`,
  );
}

/** @throws CliError where it cannot be written; the file is whole all the time */
export function writeSnapshot(file: string, snapshot: Snapshot): void {
  const next = `${file}.${process.pid}`;
  try {
    writeFileSync(next, `${JSON.stringify(snapshot, null, 2)}\n`);
    renameSync(next, file);
  } catch (err) {
    rmSync(next, { force: true });
    throw new CliError(`${file} cannot be written: ${(err as Error).message}`);
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CliError(`${file} cannot be read: ${(err as Error).message}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
