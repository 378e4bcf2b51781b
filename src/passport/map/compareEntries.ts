import { compareNames } from './compareNames';
import type { MapEntry } from './PassportMap';

/** By path, then verb; what has no path comes last, by name and class. */
export function compareEntries(a: MapEntry, b: MapEntry): number {
  const order = Number(a.path === undefined) - Number(b.path === undefined);
  return order || compareLists(sortKey(a), sortKey(b));
}

function sortKey({ path, verbs, hosts, kind, name, className, method, file, line }: MapEntry): string[] {
  const whole = [path, verbs, hosts, kind, name, className, method, file].map(part => String(part ?? ''));
  return [...whole, String(line ?? 0).padStart(9, '0')];
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index < 0 ? 0 : compareNames(a[index], b[index]);
}
