import type { Constructor } from '../decorator/ClassMarks';

/** The class, its parent, and so on, the nearest first. */
export function* lineage(clazz: Constructor): Generator<Constructor> {
  for (let current: unknown = clazz; isClass(current); current = Object.getPrototypeOf(current)) yield current;
}

function isClass(value: unknown): value is Constructor {
  return typeof value === 'function' && value !== Function.prototype;
}
