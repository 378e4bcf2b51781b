import { sep } from 'node:path';
import { PrototypeUtil } from '@eggjs/tegg';
import type { Constructor } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { lineage } from '../metadata/lineage';
import type { ClassEntry } from './ClassEntry';
import { exportedClasses } from './whereOf';

/**
 * Classes of the application that decorators of ours stand on and that are nothing to tegg: Egg's
 * own controllers and services. Nothing would run their guards. Classes that others extend are no
 * such thing, and neither are those of a module that the application does not list.
 */
export function* unseenClasses(baseDir: string, entries: readonly ClassEntry[]): Generator<Constructor> {
  const seen = new Set(entries.flatMap(({ clazz }) => [...lineage(clazz)]));
  for (const [file, loaded] of Object.entries(require.cache)) {
    if (!file.startsWith(baseDir + sep) || file.includes(`${sep}node_modules${sep}`)) continue;
    for (const clazz of exportedClasses(loaded?.exports)) {
      if (!seen.has(clazz) && ownMarks(clazz) && !PrototypeUtil.isEggPrototype(clazz as never)) yield clazz;
    }
  }
}
