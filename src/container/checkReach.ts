import type { Constructor, MethodMarks } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { WiringError } from '../decorator/WiringError';
import { lineage } from '../metadata/lineage';
import { whereOf, type Where } from './whereOf';

/** Marks on something that no request reaches by a route, on this class or one that it extends. */
export function checkReach(clazz: Constructor, routes: ReadonlySet<string>): void {
  for (const current of lineage(clazz)) {
    const marks = ownMarks(current);
    if (!marks) continue;
    for (const [method, said] of marks.methods) {
      if (!routes.has(method))
        checkUnreached(said, 'the method is no route of an HTTP controller', () => whereOf(current, method));
    }
    if (!routes.size) checkUnreached(marks, 'the class is no HTTP controller with routes', () => whereOf(current));
  }
}

/** The mistake of a mark that does nothing where it stands. */
export function withoutEffect(decorator: string, why: string, where: Where): WiringError {
  return new WiringError(`@${decorator} has no effect here: ${why}`, {
    ...where,
    code: 'mark_without_effect',
    fix: `Take @${decorator} away`,
  });
}

function checkUnreached(
  { guard, login, public: isPublic, currentUser }: MethodMarks,
  why: string,
  where: () => Where,
): void {
  if (guard) {
    throw new WiringError(`@Authenticated would guard nothing: ${why}`, {
      ...where(),
      code: 'guard_unreachable',
      fix: 'Put @Authenticated on an HTTP controller of tegg or on a method with @HTTPMethod',
    });
  }
  const decorator = (login && 'Login') || (isPublic && 'Public') || (currentUser && 'CurrentUser');
  if (decorator) throw withoutEffect(decorator, why, where());
}
