import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { PrototypeUtil } from '@eggjs/tegg';
import type { Constructor } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { lineage } from '../metadata/lineage';
import type { ClassEntry } from './ClassEntry';

// Where Egg loads classes of its own kind.
const FOLDERS = ['app/controller', 'app/service'];

/**
 * Egg's own controllers and services that decorators of ours stand on: to tegg they are nothing, and
 * nothing would run their guards. Classes that others extend are no such thing, and neither are
 * those of a module that the application does not list.
 */
export function* unseenClasses(baseDir: string, entries: readonly ClassEntry[]): Generator<Constructor> {
  const seen = new Set(entries.flatMap(({ clazz }) => [...lineage(clazz)]));
  const folders = FOLDERS.map(folder => join(realpathSync(baseDir), folder) + sep);
  for (const [file, loaded] of Object.entries(require.cache)) {
    if (!folders.some(folder => file.startsWith(folder))) continue;
    for (const clazz of classesIn(loaded?.exports)) {
      if (!seen.has(clazz) && ownMarks(clazz) && !PrototypeUtil.isEggPrototype(clazz as never)) yield clazz;
    }
  }
}

// Some compilers export by getters.
function classesIn(exported: unknown): Constructor[] {
  const values: unknown[] = typeof exported === 'object' && exported !== null ? Object.values(exported) : [exported];
  return values.filter(value => typeof value === 'function' && typeof value.prototype === 'object') as Constructor[];
}
