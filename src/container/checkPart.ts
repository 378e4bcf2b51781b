import type { Constructor } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { lineage } from '../metadata/lineage';
import { unreachable } from './checkReach';
import { whereOf } from './whereOf';

/** Login methods, verifiers and policies run before anybody is known: a guard on them, or one that they inherit, would let nobody in. */
export function checkPart(clazz: Constructor): void {
  const { strategy, verifier, policy } = ownMarks(clazz) ?? {};
  if (!strategy && !verifier && !policy) return;
  for (const current of lineage(clazz)) {
    const { guard, roles, methods = [] } = ownMarks(current) ?? {};
    const method = [...methods].find(([, marks]) => marks.guard ?? marks.roles)?.[0];
    if (guard ?? roles ?? method)
      throw unreachable('the class takes part in finding the user', whereOf(current, method));
  }
}
