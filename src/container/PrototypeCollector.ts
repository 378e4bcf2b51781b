import { ControllerInfoUtil } from '@eggjs/tegg';
import type { EggPrototype, EggPrototypeLifecycleContext } from '@eggjs/tegg/helper';
import type { Constructor } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { lineage } from '../metadata/lineage';
import type { ClassEntry } from './ClassEntry';

/** A prototype hook of tegg: remembers controllers and the classes that our decorators stand on. A prototype does not show its class later. */
export class PrototypeCollector {
  private readonly byProto = new Map<EggPrototype, ClassEntry>();

  async postCreate({ clazz, loadUnit }: EggPrototypeLifecycleContext, proto: EggPrototype): Promise<void> {
    if (!isMarked(clazz as Constructor) && !ControllerInfoUtil.getControllerType(clazz)) return;
    this.byProto.set(proto, {
      clazz: clazz as Constructor,
      proto,
      moduleName: loadUnit.name,
    });
  }

  get(proto: EggPrototype): ClassEntry | undefined {
    return this.byProto.get(proto);
  }

  entries(): readonly ClassEntry[] {
    return [...this.byProto.values()];
  }
}

/** Whether a class, or one that it extends, stands under a decorator of ours. */
function isMarked(clazz: Constructor): boolean {
  for (const current of lineage(clazz)) if (ownMarks(current)) return true;
  return false;
}
