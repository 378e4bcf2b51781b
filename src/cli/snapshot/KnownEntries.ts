import { entryTitle } from '../entryTitle';
import type { SnapshotEntry } from './Snapshot';

/** An entry under one of its verbs. */
export interface Single<E extends SnapshotEntry = SnapshotEntry> {
  readonly entry: E;
  readonly verb: string;
  /** What clients or callers know it as. */
  readonly title: string;
  /** The same, without what they cannot tell apart and without the verb. */
  readonly shape: string;
  /** That with the verb, and with a number, where there are several. */
  readonly key: string;
}

const ALL = 'ALL';

/** The entries of a map, each verb by itself. */
export function singles<E extends SnapshotEntry>(entries: readonly E[]): Single<E>[] {
  const counts = new Map<string, number>();
  return entries.flatMap(entry => {
    const shape = shapeOf(entry);
    return (entry.verbs ?? ['']).map(verb => {
      const key = `${verb} ${shape}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return { entry, verb, title: titleOf(entry, verb), shape, key: `${key} ${count}` };
    });
  });
}

/** The entries that a map had. */
export class KnownEntries {
  private readonly byKey = new Map<string, Single>();
  private readonly byShape = new Map<string, Single[]>();

  constructor(entries: readonly SnapshotEntry[]) {
    for (const single of singles(entries)) {
      this.byKey.set(single.key, single);
      this.byShape.set(single.shape, [...(this.byShape.get(single.shape) ?? []), single]);
    }
  }

  all(): Single[] {
    return [...this.byKey.values()];
  }

  has({ key }: Single): boolean {
    return this.byKey.has(key);
  }

  /** What answered where an entry answers now. A route for all verbs stands for each of them. */
  before({ verb, shape, key }: Single): SnapshotEntry[] {
    const same = this.byKey.get(key);
    if (same) return [same.entry];
    const there = this.byShape.get(shape) ?? [];
    return there.filter(other => verb === ALL || other.verb === ALL).map(({ entry }) => entry);
  }
}

function titleOf(entry: SnapshotEntry, verb: string): string {
  // Two servers may have tools of one name.
  if (entry.kind === 'mcp') return `${entryTitle(entry)} of ${entry.className}`;
  return entryTitle({ ...entry, verbs: [verb] });
}

// To clients a parameter has no name, and routers take a path with and without a slash at its end.
function shapeOf(entry: SnapshotEntry): string {
  const { path, regexp } = entry;
  if (path === undefined || regexp) return titleOf(entry, '');
  return titleOf({ ...entry, path: path.replace(/:\w+/g, ':').replace(/(?<=.)\/$/, '') }, '');
}
