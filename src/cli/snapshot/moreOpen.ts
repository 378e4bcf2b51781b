import type { MapEntry, MapLink, PassportMap } from '../../passport/map/PassportMap';
import type { Finding } from '../Findings';
import { KnownEntries, singles, type Single } from './KnownEntries';
import { openedAccess } from './openedAccess';
import { GUARDING, type Snapshot, type SnapshotEntry, type SnapshotLink } from './Snapshot';

/** What a map lets in that a snapshot keeps out. */
export function moreOpen(before: Snapshot, after: PassportMap): Finding[] {
  const links = GUARDING.flatMap(chain => lostLinks(chain, before.chains[chain], after.chains[chain]));
  return [...links, ...openedEntries(new KnownEntries(before.entries), after.entries)];
}

function openedEntries(known: KnownEntries, after: readonly MapEntry[]): Finding[] {
  const opened = singles(after).flatMap(single => {
    const reasons = reasonsOf(known.before(single), single);
    return reasons.length ? [{ title: single.title, reasons, place: single.entry }] : [];
  });
  return [...opened, ...lostMethods(known, new KnownEntries(after))];
}

function reasonsOf(before: readonly SnapshotEntry[], { entry, verb }: Single<MapEntry>): string[] {
  const opened = before.flatMap(({ access }) => openedAccess(access, entry.access));
  // A route for all verbs answers some that nothing answered before.
  const isNew = before.every(({ verbs = [] }) => verb === 'ALL' && !verbs.includes('ALL'));
  return [...new Set([...opened, ...(isNew ? newlyOpen(entry) : [])])];
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
function lostMethods(before: KnownEntries, after: KnownEntries): Finding[] {
  const lost = before.all().filter(single => single.entry.kind === 'method' && !after.has(single));
  return lost.map(({ title, entry: { className, method } }) => ({
    title,
    reasons: ['no guard is there any more'],
    place: { className, method },
  }));
}

function lostLinks(chain: string, before: readonly SnapshotLink[], after: readonly MapLink[]): Finding[] {
  return before.flatMap((link, index) => {
    // Hooks of several plugins may have one name.
    const same = before.slice(0, index).filter(({ name }) => name === link.name).length;
    const now = after.filter(({ name }) => name === link.name).at(same);
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
