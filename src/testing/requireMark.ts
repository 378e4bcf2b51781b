import type { ClassMarks, Constructor } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { kitError } from './kitError';

const DECORATORS = { strategy: '@Strategy', verifier: '@AuthVerifier' } as const;

/**
 * What the decorator has said of the class that a test gives.
 *
 * @throws PassportError `test_kit`
 */
export function requireMark<K extends keyof typeof DECORATORS>(
  clazz: Constructor,
  kind: K,
): NonNullable<ClassMarks[K]> {
  if (typeof clazz !== 'function') throw kitError(`Give a class with ${DECORATORS[kind]}, and no ${typeof clazz}`);
  const mark = ownMarks(clazz)?.[kind];
  if (!mark) throw kitError(`${clazz.name} has no ${DECORATORS[kind]}`);
  return mark;
}
