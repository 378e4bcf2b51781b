import { PrototypeUtil } from '@eggjs/tegg';
import type { Constructor } from '../decorator/ClassMarks';

/** Where a mistake stands, for messages. */
export interface Where {
  readonly className: string;
  readonly method?: string;
  readonly file?: string;
}

/** The class, its method, and the file that declares the class. */
export function whereOf(clazz: Constructor, method?: string): Where {
  return { className: clazz.name, method, file: PrototypeUtil.getFilePath(clazz as never) ?? exportingFile(clazz) };
}

/** The classes that a loaded file exports. */
function exportedClasses(exported: unknown): Constructor[] {
  // Data only: getters, which re-exports are, may do anything.
  const descriptors =
    typeof exported === 'object' && exported !== null
      ? Object.values(Object.getOwnPropertyDescriptors(exported))
      : [{ value: exported }];
  const values: unknown[] = descriptors.map(({ value }: PropertyDescriptor) => value as unknown);
  const isClass = (value: unknown): boolean => typeof value === 'function' && typeof value.prototype === 'object';
  return values.filter(isClass) as Constructor[];
}

// tegg remembers the files of its own classes; others, like those that controllers extend, are looked for.
function exportingFile(clazz: Constructor): string | undefined {
  const loaded = Object.entries(require.cache);
  const file = (exportsIt: (exported: unknown) => boolean): string | undefined =>
    loaded.find(([, module]) => exportsIt(module?.exports))?.[0];
  // To look at all that everybody exports takes a while.
  return (
    file(exported => exportsByName(exported, clazz)) ?? file(exported => exportedClasses(exported).includes(clazz))
  );
}

function exportsByName(exported: unknown, clazz: Constructor): boolean {
  if (typeof exported !== 'object' || exported === null) return exported === clazz;
  return [clazz.name, 'default'].some(name => Object.getOwnPropertyDescriptor(exported, name)?.value === clazz);
}
