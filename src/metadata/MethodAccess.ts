import type { ClassMarks, Constructor, LoginMark, MethodMarks } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { guardOf, type Guard } from './Guard';
import { lineage } from './lineage';

/** How a method may be reached: the decision that stands after all marks were read. */
export type MethodAccess =
  | { readonly type: 'login'; readonly login: LoginMark }
  | { readonly type: 'guard'; readonly guard: Guard }
  | { readonly type: 'public' }
  /** Nobody said anything. */
  | { readonly type: 'open' };

type AccessMarks = Pick<MethodMarks & ClassMarks, 'guard' | 'roles' | 'public'>;

/**
 * Decides how a method of a class may be reached. The nearest class that says anything about the
 * method decides, by its method's mark or else by its own. A login endpoint is open by itself: only
 * a nearer mark of the method takes that away, never the mark of a class. `@Roles` adds to the guard
 * that would hold without it.
 */
export function methodAccess(clazz: Constructor, method: string): MethodAccess {
  const login = nearestMethodMarks(clazz, method)?.login;
  if (login) return { type: 'login', login };
  const roles: (readonly string[])[] = [];
  for (const marks of places(clazz, method)) {
    if (marks.roles) roles.push(marks.roles);
    if (marks.guard) return { type: 'guard', guard: guardOf(marks.guard, roles) };
    if (marks.public) return roles.length ? { type: 'guard', guard: guardOf(undefined, roles) } : { type: 'public' };
  }
  return roles.length ? { type: 'guard', guard: guardOf(undefined, roles) } : { type: 'open' };
}

// Where something may be said about a method, the place that decides first.
function* places(clazz: Constructor, method: string): Generator<AccessMarks> {
  for (const current of lineage(clazz)) {
    const marks = ownMarks(current);
    const said = marks?.methods.get(method);
    if (said) yield said;
    if (marks) yield marks;
  }
}

function nearestMethodMarks(clazz: Constructor, method: string): MethodMarks | undefined {
  for (const current of lineage(clazz)) {
    const marks = ownMarks(current)?.methods.get(method);
    if (marks && (marks.login || marks.guard || marks.roles || marks.public)) return marks;
  }
  return undefined;
}
