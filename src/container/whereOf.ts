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

// tegg remembers the files of its own classes; others, like those that controllers extend, are looked for.
function exportingFile(clazz: Constructor): string | undefined {
  const loaded = Object.entries(require.cache);
  const file = (found: (exported: unknown) => boolean): string | undefined =>
    loaded.find(([, module]) => found(module?.exports))?.[0];
  // To look at all that everybody exports takes a while.
  return file(exported => exportsByName(exported, clazz)) ?? file(exported => exportsIt(exported, clazz));
}

function exportsByName(exported: unknown, clazz: Constructor): boolean {
  if (typeof exported !== 'object' || exported === null) return exported === clazz;
  return [clazz.name, 'default'].some(name => Object.getOwnPropertyDescriptor(exported, name)?.value === clazz);
}

// Data only: getters, which re-exports are, may do anything.
function exportsIt(exported: unknown, clazz: Constructor): boolean {
  if (typeof exported !== 'object' || exported === null) return false;
  return Object.values(Object.getOwnPropertyDescriptors(exported)).some(({ value }) => value === clazz);
}
