import type { ClassMarks, Constructor, MethodMarks } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { WiringError } from '../decorator/WiringError';
import { lineage } from '../metadata/lineage';
import { whereOf, type Where } from './whereOf';

/** Where marks of a class can have an effect. */
export interface Reach {
  /** Methods that are routes of an HTTP controller. */
  readonly routes: ReadonlySet<string>;
  /** Methods that are guarded on the object. */
  readonly guarded: ReadonlySet<string>;
}

type AccessMarks = Pick<MethodMarks, 'guard' | 'roles' | 'login' | 'public' | 'currentUser'>;

/** Marks on something that no request reaches, on this class or one that it extends. */
export function checkReach(clazz: Constructor, { routes, guarded }: Reach): void {
  const isObject = guarded.size > 0;
  for (const current of lineage(clazz)) {
    const marks = ownMarks(current);
    if (!marks) continue;
    checkRole(current, marks);
    for (const [method, said] of marks.methods) {
      const { guard, roles, public: isPublic, ...rest } = said;
      if (routes.has(method)) continue;
      const left = guarded.has(method) ? rest : { ...rest, guard, roles, public: isPublic && !isObject };
      checkUnreached(left, 'the method is no route of an HTTP controller', () => whereOf(current, method));
    }
    if (!routes.size && !isObject) {
      checkUnreached(marks, 'the class is no HTTP controller with routes', () => whereOf(current));
    }
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

// Login methods, verifiers and policies run before anybody is known.
function checkRole(clazz: Constructor, { strategy, verifier, policy, guard, roles, methods }: ClassMarks): void {
  if (!strategy && !verifier && !policy) return;
  const guardedMethod = [...methods].find(([, marks]) => marks.guard ?? marks.roles)?.[0];
  if (guard ?? roles ?? guardedMethod) {
    throw unreachable('the class takes part in finding the user', whereOf(clazz, guardedMethod));
  }
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

function unreachable(why: string, where: Where): WiringError {
  return new WiringError(`@Authenticated would guard nothing: ${why}`, {
    ...where,
    code: 'guard_unreachable',
    fix: 'Put @Authenticated on a controller of tegg, on a method with @HTTPMethod, or on a method of another object of tegg',
  });
}
