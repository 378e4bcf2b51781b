import type { Constructor } from '../decorator/ClassMarks';
import { WiringError } from '../decorator/WiringError';
import { guardOf } from '../metadata/Guard';
import { methodAccess, type MethodAccess } from '../metadata/MethodAccess';

/** Says how a method of a controller may be reached. */
export type AccessRule = (clazz: Constructor, method: string) => MethodAccess;

const GUARDED: MethodAccess = { type: 'guard', guard: guardOf() };

/**
 * What marks say; with `config.passport.guard: 'all'`, a guard where they say nothing.
 *
 * @throws WiringError `guard_options`
 */
export function accessRule(guard: 'all' | undefined): AccessRule {
  if (!guard) return methodAccess;
  // Somebody wants a guard: to overlook a misspelled one would leave everything open.
  if (guard !== 'all') {
    throw new WiringError(`\`config.passport.guard\` is ${JSON.stringify(guard)}`, {
      code: 'guard_options',
      fix: "Say 'all', or leave it out",
    });
  }
  return (clazz, method) => {
    const access = methodAccess(clazz, method);
    return access.type === 'open' ? GUARDED : access;
  };
}
