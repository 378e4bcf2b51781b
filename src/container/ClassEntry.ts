import type { EggPrototype } from '@eggjs/tegg/helper';
import type { Constructor } from '../decorator/ClassMarks';

/** A class of the container that decorators of ours said something about. */
export interface ClassEntry {
  readonly clazz: Constructor;
  readonly proto: EggPrototype;
  /** The tegg module it stands in. */
  readonly moduleName: string;
  /** The file that declares it. */
  readonly file?: string;
}

/** Where a class stands, for messages. */
export function whereOf({ clazz, file }: Pick<ClassEntry, 'clazz' | 'file'>): { className: string; file?: string } {
  return { className: clazz.name, file };
}
