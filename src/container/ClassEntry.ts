import type { EggPrototype } from '@eggjs/tegg/helper';
import type { Constructor } from '../decorator/ClassMarks';

/** A class of the container that decorators of ours said something about. */
export interface ClassEntry {
  readonly clazz: Constructor;
  readonly proto: EggPrototype;
  /** The tegg module it stands in. */
  readonly moduleName: string;
}
