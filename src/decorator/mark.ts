import { MetadataUtil } from '@eggjs/tegg';
import type { ClassMarks, Constructor, MethodMarks } from './ClassMarks';

const MARKS = Symbol('tegg-passport#marks');

// A type of tegg's that says less than our Constructor, for its metadata functions.
type MetadataClass = Parameters<typeof MetadataUtil.getOwnMetaData>[1];

/** What was said about this very class; what was said about its parents is not in it. */
export function ownMarks(clazz: Constructor): Readonly<ClassMarks> | undefined {
  return MetadataUtil.getOwnMetaData<ClassMarks>(MARKS, clazz as MetadataClass);
}

/**
 * Every decorator writes through this function. It writes to the class itself and never to a
 * record that a subclass shares with its parent: nothing said about one ever reaches the other.
 */
export function markClass(clazz: Constructor): ClassMarks {
  let marks = ownMarks(clazz);
  if (!marks) {
    marks = { methods: new Map() };
    MetadataUtil.defineMetaData(MARKS, marks, clazz as MetadataClass);
  }
  return marks;
}

/** The same for one method of the class. */
export function markMethod(clazz: Constructor, method: string): MethodMarks {
  const { methods } = markClass(clazz);
  const marks = methods.get(method) ?? {};
  methods.set(method, marks);
  return marks;
}
