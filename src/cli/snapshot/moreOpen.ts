import type { MapEntry, MapLink, PassportMap } from '../../passport/map/PassportMap';
import type { Finding } from '../Findings';
import { entryTitle } from '../entryTitle';
import { openedAccess } from './openedAccess';
import { GUARDING, type Snapshot, type SnapshotEntry, type SnapshotLink } from './Snapshot';

/** An entry under one of its verbs. */
type Single<E> = readonly [key: string, entry: E];

/** What a map lets in that a snapshot keeps out. */
export function moreOpen(before: Snapshot, after: PassportMap): Finding[] {
  const links = GUARDING.flatMap(chain => lostLinks(chain, before.chains[chain], after.chains[chain]));
  return [...links, ...openedEntries(before.entries, after.entries)];
}

function openedEntries(before: readonly SnapshotEntry[], after: readonly MapEntry[]): Finding[] {
  const known = byKey(before);
  const opened = [...byKey(after)].flatMap(([title, entries]) =>
    entries.flatMap((entry, index) => {
      const old = known.get(title)?.[index];
      const reasons = old ? openedAccess(old.access, entry.access) : newlyOpen(entry);
      return reasons.length ? [{ title, reasons, place: entry }] : [];
    }),
  );
  return [...opened, ...lostMethods(known, byKey(after))];
}

function newlyOpen({ kind, access }: MapEntry): string[] {
  switch (access.type) {
    case 'open':
    case 'public':
      return [`it is new, and ${access.type}`];
    case 'guard':
      // A method off routes was there before its guard, open to everybody.
      return access.guard.optional && kind !== 'method' ? ['it is new, and its guard is optional'] : [];
    case 'login':
      return access.session ? [`it is new, and logs in with ${access.strategies.join(' or ')}`] : [];
  }
}

// Of methods off routes the map shows only those that are guarded.
function lostMethods(
  before: ReadonlyMap<string, readonly SnapshotEntry[]>,
  after: ReadonlyMap<string, readonly MapEntry[]>,
): Finding[] {
  const lost = [...before].filter(([title, [{ kind }]]) => kind === 'method' && !after.has(title));
  return lost.map(([title, [{ className, method }]]) => ({
    title,
    reasons: ['no guard is there any more'],
    place: { className, method },
  }));
}

function lostLinks(chain: string, before: readonly SnapshotLink[], after: readonly MapLink[]): Finding[] {
  return before.flatMap(link => {
    const now = after.find(({ name }) => name === link.name);
    const left = now && leftOut(link, now);
    if (left === undefined && now) return [];
    const reason = now ? `it takes part only in logins with ${left} now` : 'it is gone';
    return [{ title: `${chain}: ${link.name}`, reasons: [reason], place: now ?? {} }];
  });
}

// Logins that a link does not see any more.
function leftOut({ strategies: before }: SnapshotLink, { strategies: after }: MapLink): string | undefined {
  if (!after || before?.every(name => after.includes(name))) return undefined;
  return after.join(' or ');
}

function byKey<E extends SnapshotEntry>(entries: readonly E[]): Map<string, E[]> {
  const map = new Map<string, E[]>();
  for (const [key, entry] of entries.flatMap(single)) map.set(key, [...(map.get(key) ?? []), entry]);
  return map;
}

function single<E extends SnapshotEntry>(entry: E): Single<E>[] {
  // Two servers may have tools of one name.
  if (entry.kind === 'mcp') return [[`${entryTitle(entry)} of ${entry.className}`, entry]];
  return (entry.verbs ?? ['']).map(verb => [entryTitle({ ...entry, verbs: [verb] }), entry]);
}
