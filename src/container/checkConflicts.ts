import type { Constructor } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { WiringError } from '../decorator/WiringError';
import { withoutEffect } from './checkReach';
import { whereOf, type Where } from './whereOf';

/** Marks of this very class that contradict each other on one place. */
export function checkConflicts(clazz: Constructor): void {
  const marks = ownMarks(clazz);
  if (!marks) return;
  if (marks.guard && marks.public) throw contradiction('@Authenticated and @Public', whereOf(clazz));
  if (marks.roles && marks.public) throw contradiction('@Roles and @Public', whereOf(clazz));
  for (const [method, { guard, roles, login, public: isPublic }] of marks.methods) {
    const where = (): Where => whereOf(clazz, method);
    if (guard && isPublic) throw contradiction('@Authenticated and @Public', where());
    if (roles && isPublic) throw contradiction('@Roles and @Public', where());
    if (roles && login) throw contradiction('@Roles and @Login', where());
    if (guard && login) throw contradiction('@Authenticated and @Login', where());
    if (login && isPublic) throw withoutEffect('Public', 'a login endpoint is open by itself', where());
  }
}

function contradiction(marks: string, where: Where): WiringError {
  return new WiringError(`${marks} stand on one and the same place`, {
    ...where,
    code: 'guard_conflict',
    fix: 'Take one of them away',
  });
}
