import type { MapEntry, MapLink, PassportMap } from '../../passport/map/PassportMap';
import type { Snapshot, SnapshotEntry, SnapshotLink } from './Snapshot';

/** What a snapshot keeps of a map. */
export function snapshotOf({ chains, entries }: PassportMap): Snapshot {
  const { verify, deserialize, stamp } = chains;
  return {
    version: 1,
    chains: { verify: verify.map(keptLink), deserialize: deserialize.map(keptLink), stamp: stamp.map(keptLink) },
    entries: entries.map(keptEntry),
  };
}

function keptLink({ name, strategies }: MapLink): SnapshotLink {
  return { name, strategies };
}

// JSON knows nothing that is undefined.
function keptEntry(entry: MapEntry): SnapshotEntry {
  return { ...entry, file: undefined, line: undefined } as SnapshotEntry;
}
