import type { VerifierMark } from '../decorator/ClassMarks';
import type { Verifier } from '../decorator/Verifier';
import { WiringError } from '../decorator/WiringError';
import type { Hook, VerifierHook } from '../passport/HookChain';
import type { VerifierHooks } from '../passport/Chains';
import type { PlaceFinder } from '../passport/map/MapSource';
import type { ClassEntry } from './ClassEntry';
import type { Prepare } from './contextPreparer';
import { placeOf } from './map/placeOf';
import { whereOf } from './whereOf';

/** The links that a verifier class puts into the chains. */
export function verifierHooks(
  entry: ClassEntry,
  mark: VerifierMark,
  verifier: Verifier,
  prepare?: Prepare,
): VerifierHooks {
  const hook = (method: keyof Verifier): VerifierHook | undefined => {
    if (typeof verifier[method] !== 'function') return undefined;
    const run: Hook = (ctx, value) =>
      method === 'stamp' ? verifier.stamp?.(value as never) : verifier[method]?.(ctx, value as never);
    const place: PlaceFinder = files => placeOf(files, entry.clazz, method);
    if (!prepare) return { ...mark, verifier, place, run };
    return {
      ...mark,
      verifier,
      place,
      async run(ctx, value) {
        await prepare();
        return run(ctx, value);
      },
    };
  };
  const hooks = {
    verify: hook('verify'),
    serialize: hook('serializeUser'),
    deserialize: hook('deserializeUser'),
    stamp: hook('stamp'),
  };
  if (hooks.verify ?? hooks.serialize ?? hooks.deserialize ?? hooks.stamp) return hooks;
  throw new WiringError('the verifier does nothing', {
    ...whereOf(entry.clazz),
    code: 'verifier_empty',
    fix: 'Give it at least one of the methods `verify`, `serializeUser`, `deserializeUser` and `stamp`',
  });
}
