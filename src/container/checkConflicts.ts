import type { Constructor } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { WiringError } from '../decorator/WiringError';
import { lineage } from '../metadata/lineage';
import { withoutEffect } from './checkReach';
import { whereOf, type Where } from './whereOf';

/** Marks of one place that contradict each other, on this class or one that it extends. */
export function checkConflicts(clazz: Constructor): void {
  for (const current of lineage(clazz)) {
    const marks = ownMarks(current);
    if (!marks) continue;
    if (marks.guard && marks.public) throw contradiction('@Authenticated and @Public', whereOf(current));
    if (marks.roles && marks.public) throw contradiction('@Roles and @Public', whereOf(current));
    for (const [method, { guard, roles, login, public: isPublic }] of marks.methods) {
      const where = (): Where => whereOf(current, method);
      if (guard && isPublic) throw contradiction('@Authenticated and @Public', where());
      if (roles && isPublic) throw contradiction('@Roles and @Public', where());
      if (roles && login) throw contradiction('@Roles and @Login', where());
      if (guard && login) throw contradiction('@Authenticated and @Login', where());
      if (login && isPublic) throw withoutEffect('Public', 'a login endpoint is open by itself', where());
    }
  }
}

function contradiction(marks: string, where: Where): WiringError {
  return new WiringError(`${marks} stand on one and the same place`, {
    ...where,
    code: 'guard_conflict',
    fix: 'Take one of them away',
  });
}
