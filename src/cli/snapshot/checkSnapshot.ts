import type { PassportMap } from '../../passport/map/PassportMap';
import { CliError } from '../CliError';
import type { Findings } from '../Findings';
import { KnownEntries, singles } from './KnownEntries';
import { moreOpen } from './moreOpen';
import type { Snapshot } from './Snapshot';
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
 * @throws CliError where the file is no snapshot, which is then left as it is; where there is none in CI
 */
export function checkSnapshot({ file, name, update }: SnapshotFile, map: PassportMap): Findings {
  const before = readSnapshot(file);
  if (before && !update) return compared(before, name, map);
  // What is written there is gone when the job ends, and the next one would find nothing again.
  if (!before && !update && isCI()) {
    throw new CliError(`${file} is not there, and this is CI. Write it where you work, and commit it`);
  }
  writeSnapshot(file, snapshotOf(map));
  return { summary: `${name} is written.`, findings: [] };
}

function compared(before: Snapshot, name: string, map: PassportMap): Findings {
  const findings = moreOpen(before, map);
  if (findings.length) return { summary: `${findings.length} more open than ${name} says:`, findings };
  const count = unknownTo(before, map);
  const unknown = count ? ` ${count} not in it: --update adds what is new.` : '';
  return { summary: `Nothing is more open than ${name} says.${unknown}`, findings };
}

// Nothing is said of them until they are written down.
function unknownTo({ entries }: Snapshot, map: PassportMap): number {
  const known = new KnownEntries(entries);
  const unknown = singles(map.entries).filter(single => !known.before(single).length);
  return new Set(unknown.map(({ entry }) => entry)).size;
}

function isCI(): boolean {
  const { CI } = process.env;
  return Boolean(CI) && CI !== 'false' && CI !== '0';
}
