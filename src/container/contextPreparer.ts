import type { EggPrototype } from '@eggjs/tegg/helper';
import { ObjectInitType } from '@eggjs/tegg';
import type { Application } from 'egg';

/** Makes, within a request, the context objects that a singleton injects. */
export type Prepare = () => Promise<unknown>;

/**
 * tegg makes those context objects only that the route's controller reaches. A strategy or verifier
 * that injects another one needs it made before it is called. Nothing, when it injects none.
 */
export function contextPreparer(app: Application, proto: EggPrototype): Prepare | undefined {
  if (!reachesContext(proto, new Set())) return undefined;
  return () => app.eggContainerFactory.getOrCreateEggObject(proto, proto.name);
}

function reachesContext(proto: EggPrototype, seen: Set<EggPrototype>): boolean {
  if (seen.has(proto)) return false;
  seen.add(proto);
  return (proto.injectObjects ?? []).some(
    ({ proto: injected }) => injected.initType === ObjectInitType.CONTEXT || reachesContext(injected, seen),
  );
}
