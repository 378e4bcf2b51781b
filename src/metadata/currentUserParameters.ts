import type { Constructor, CurrentUserMark } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { lineage } from './lineage';

/** The parameters under `@CurrentUser`, said by the class whose implementation of the method runs. */
export function currentUserParameters(clazz: Constructor, method: string): readonly CurrentUserMark[] {
  for (const current of lineage(clazz)) {
    if (Object.hasOwn(current.prototype, method)) return ownMarks(current)?.methods.get(method)?.currentUser ?? [];
  }
  return [];
}
