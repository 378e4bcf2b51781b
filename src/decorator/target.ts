import type { Constructor } from './ClassMarks';
import { WiringError } from './WiringError';

/** A decorator's target, told apart: a class, or a method of a class. */
export type Target = { clazz: Constructor; method?: string };

/** The class and method that a decorator stands on. Throws where it cannot work. */
export function methodTarget(decorator: string, target: object, property: PropertyKey): Required<Target> {
  const isStatic = typeof target === 'function';
  const clazz = (isStatic ? target : target.constructor) as Constructor;
  if (isStatic || typeof property !== 'string') {
    throw new WiringError(`@${decorator} stands on ${isStatic ? 'a static' : 'a symbol'} method`, {
      code: 'decorator_target',
      className: clazz.name,
      method: String(property),
      fix: `@${decorator} works on methods of instances that have a name: make it one`,
    });
  }
  return { clazz, method: property };
}

/** The same for a class. */
export function classTarget(decorator: string, target: unknown): Constructor {
  if (typeof target !== 'function') {
    throw new WiringError(`@${decorator} stands on something that is no class`, {
      code: 'decorator_target',
      fix: `Put @${decorator} on a class`,
    });
  }
  return target as Constructor;
}

/** The same for a decorator that may stand on both. */
export function classOrMethodTarget(decorator: string, target: object, property?: PropertyKey): Target {
  return property === undefined ? { clazz: classTarget(decorator, target) } : methodTarget(decorator, target, property);
}
