import type { Constructor } from '../decorator/ClassMarks';
import { guardOf } from '../metadata/Guard';
import { methodAccess, type MethodAccess } from '../metadata/MethodAccess';

/** Says how a method of a controller may be reached. */
export type AccessRule = (clazz: Constructor, method: string) => MethodAccess;

const GUARDED: MethodAccess = { type: 'guard', guard: guardOf() };

/** What marks say; with `config.passport.guard: 'all'`, a guard where they say nothing. */
export function accessRule(guard: 'all' | undefined): AccessRule {
  if (guard !== 'all') return methodAccess;
  return (clazz, method) => {
    const access = methodAccess(clazz, method);
    return access.type === 'open' ? GUARDED : access;
  };
}
