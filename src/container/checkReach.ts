import type { Constructor, MethodMarks } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { WiringError } from '../decorator/WiringError';
import { whereOf, type Where } from './whereOf';

/** Where marks of a class can have an effect. */
export interface Reach {
  /** Methods that are routes of an HTTP controller. */
  readonly routes: ReadonlySet<string>;
  /** Methods that are guarded on the object. */
  readonly guarded: ReadonlySet<string>;
}

type AccessMarks = Pick<MethodMarks, 'guard' | 'roles' | 'login' | 'public' | 'currentUser'>;

/** Marks of this very class on something that no request reaches. */
export function checkReach(clazz: Constructor, { routes, guarded }: Reach): void {
  const marks = ownMarks(clazz);
  if (!marks) return;
  const isObject = guarded.size > 0;
  for (const [method, said] of marks.methods) {
    const { guard, roles, public: isPublic, ...rest } = said;
    if (routes.has(method)) continue;
    const left = guarded.has(method) ? rest : { ...rest, guard, roles, public: isPublic && !isObject };
    checkUnreached(left, 'the method is no route of an HTTP controller', () => whereOf(clazz, method));
  }
  if (!routes.size && !isObject) {
    checkUnreached(marks, 'the class is no HTTP controller with routes', () => whereOf(clazz));
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
  { guard, roles, login, public: isPublic, currentUser }: AccessMarks,
  why: string,
  where: () => Where,
): void {
  if (guard ?? roles) throw unreachable(why, where());
  const decorator = (login && 'Login') || (isPublic && 'Public') || (currentUser && 'CurrentUser');
  if (decorator) throw withoutEffect(decorator, why, where());
}

/** The mistake of a guard that nothing would run. */
export function unreachable(why: string, where: Where): WiringError {
  return new WiringError(`@Authenticated would guard nothing: ${why}`, {
    ...where,
    code: 'guard_unreachable',
    fix: 'Put @Authenticated on a controller of tegg, on a method with @HTTPMethod, or on a method of another object of tegg',
  });
}
