import type { Constructor } from '../decorator/ClassMarks';
import { lineage } from '../metadata/lineage';
import { checkConflicts } from './checkConflicts';
import { checkPart } from './checkPart';
import { checkReach, type Reach } from './checkReach';

/** A class of the container, and where its marks have an effect. */
export interface ReachedClass extends Reach {
  readonly clazz: Constructor;
}

/** Marks that contradict each other or have no effect, on classes and those that they extend. */
export function checkClasses(classes: readonly ReachedClass[]): void {
  for (const [clazz, reach] of reachOfAll(classes)) {
    checkConflicts(clazz);
    checkReach(clazz, reach);
  }
  for (const { clazz } of classes) checkPart(clazz);
}

// What a parent says has an effect when it has one in any class that extends it.
function reachOfAll(classes: readonly ReachedClass[]): Map<Constructor, Reach> {
  const all = new Map<Constructor, { routes: Set<string>; guarded: Set<string> }>();
  for (const { clazz, routes, guarded } of classes) {
    for (const current of lineage(clazz)) {
      const reach = all.get(current) ?? { routes: new Set(), guarded: new Set() };
      for (const method of routes) reach.routes.add(method);
      for (const method of guarded) reach.guarded.add(method);
      all.set(current, reach);
    }
  }
  return all;
}
