import type { PassportMap } from '../../passport/map/PassportMap';
import type { Findings } from '../Findings';
import { moreOpen } from './moreOpen';
import { readSnapshot, writeSnapshot } from './snapshotFile';
import { snapshotOf } from './snapshotOf';

/** A file, how it is called in messages, and whether it is to be written anew. */
export interface SnapshotFile {
  readonly file: string;
  readonly name: string;
  readonly update: boolean;
}

/**
 * Holds a map against the snapshot in a file; writes it, where there is none or `update` says so.
 *
 * @throws CliError where the file is no snapshot, which is then left as it is
 */
export function checkSnapshot({ file, name, update }: SnapshotFile, map: PassportMap): Findings {
  const before = readSnapshot(file);
  if (before && !update) {
    const findings = moreOpen(before, map);
    const summary = findings.length
      ? `${findings.length} more open than ${name} says:`
      : `Nothing is more open than ${name} says.`;
    return { summary, findings };
  }
  writeSnapshot(file, snapshotOf(map));
  return { summary: `${name} is written.`, findings: [] };
}
