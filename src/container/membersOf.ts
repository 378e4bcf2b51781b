import type { Constructor } from '../decorator/ClassMarks';
import { lineage } from '../metadata/lineage';

/** The methods and accessors of a class and of those that it extends, those named by symbols among them. */
export function membersOf(clazz: Constructor): ReadonlyMap<PropertyKey, PropertyDescriptor> {
  const members = new Map<PropertyKey, PropertyDescriptor>();
  for (const { prototype } of lineage(clazz)) {
    for (const name of Reflect.ownKeys(prototype as object)) {
      if (!members.has(name)) members.set(name, Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor);
    }
  }
  members.delete('constructor');
  for (const [name, { value, get, set }] of members) {
    if (typeof (value ?? get ?? set) !== 'function') members.delete(name);
  }
  return members;
}
