import { WiringError } from './WiringError';
import type { Target } from './target';

/** The mistake of a decorator that stands twice on one place: one of the two would be lost. */
export function standsTwice(decorator: string, { clazz, method }: Target): WiringError {
  return new WiringError(`@${decorator} stands twice on one and the same place`, {
    code: 'guard_conflict',
    className: clazz.name,
    method,
    fix: `Say all of it in one @${decorator}`,
  });
}
