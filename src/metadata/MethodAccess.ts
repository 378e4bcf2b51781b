import type { Constructor, GuardMark, LoginMark, MethodMarks } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { lineage } from './lineage';

/** How a method may be reached: the decision that stands after all marks were read. */
export type MethodAccess =
  | { readonly type: 'login'; readonly login: LoginMark }
  | { readonly type: 'guard'; readonly guard: GuardMark }
  | { readonly type: 'public' }
  /** Nobody said anything. */
  | { readonly type: 'open' };

/**
 * Decides how a method of a class may be reached. The nearest class that says anything about the
 * method decides, by its method's mark or else by its own. A login endpoint is open by itself: only
 * a nearer mark of the method takes that away, never the mark of a class.
 */
export function methodAccess(clazz: Constructor, method: string): MethodAccess {
  const login = nearestMethodMarks(clazz, method)?.login;
  if (login) return { type: 'login', login };
  for (const current of lineage(clazz)) {
    const marks = ownMarks(current);
    if (!marks) continue;
    const said = decision(marks.methods.get(method)) ?? decision(marks);
    if (said) return said;
  }
  return { type: 'open' };
}

function decision({ guard, public: isPublic }: Pick<MethodMarks, 'guard' | 'public'> = {}): MethodAccess | undefined {
  if (guard) return { type: 'guard', guard };
  return isPublic ? { type: 'public' } : undefined;
}

function nearestMethodMarks(clazz: Constructor, method: string): MethodMarks | undefined {
  for (const current of lineage(clazz)) {
    const marks = ownMarks(current)?.methods.get(method);
    if (marks && (marks.login || marks.guard || marks.public)) return marks;
  }
  return undefined;
}
