import type { PassportMap } from '../../passport/map/PassportMap';
import type { Findings } from '../Findings';
import { moreOpen } from './moreOpen';
import { readSnapshot, writeSnapshot } from './snapshotFile';
import { snapshotOf } from './snapshotOf';

/**
 * Holds a map against the snapshot in a file; writes it, where there is none or `update` says so.
 *
 * @throws CliError where the file is no snapshot, which is then left as it is
 */
export function checkSnapshot(file: string, map: PassportMap, update: boolean): Findings {
  const before = readSnapshot(file);
  if (before && !update) {
    const findings = moreOpen(before, map);
    const summary = findings.length
      ? `${findings.length} more open than ${file} says:`
      : `Nothing is more open than ${file} says.`;
    return { summary, findings };
  }
  writeSnapshot(file, snapshotOf(map));
  return { summary: `${file} is written.`, findings: [] };
}
