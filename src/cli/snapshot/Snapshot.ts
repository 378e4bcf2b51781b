import type { MapEntry, MapLink } from '../../passport/map/PassportMap';

/** The chains that keep somebody out: a link that is gone lets them in. */
export const GUARDING = ['verify', 'deserialize', 'stamp'] as const;

/** The map without what changes when nothing of it does: places. */
export interface Snapshot {
  readonly version: 1;
  readonly chains: Readonly<Record<(typeof GUARDING)[number], readonly SnapshotLink[]>>;
  readonly entries: readonly SnapshotEntry[];
}

export type SnapshotLink = Pick<MapLink, 'name' | 'strategies'>;
export type SnapshotEntry = Omit<MapEntry, 'file' | 'line'>;
