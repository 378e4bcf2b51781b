import { LifecycleUtil, PrototypeUtil } from '@eggjs/tegg';
import { closest } from 'fastest-levenshtein';
import type { Constructor } from '../decorator/ClassMarks';
import { kitError } from './kitError';

/** What a test gives in the place of injected objects, by the name of the field or parameter. */
export type Injected = Readonly<Record<string, unknown>>;

/** What of tegg's record of an injection is used. */
interface Injection {
  readonly refName: PropertyKey;
  /** Of a constructor's parameter. */
  readonly refIndex?: number;
  readonly optional?: boolean;
}

type Hook = 'postConstruct' | 'preInject' | 'postInject' | 'init' | 'preDestroy' | 'destroy';

/**
 * Does something with an object that lives as tegg's objects do: what the test gives is injected, its
 * lifecycle methods are called. What the test does not give throws when it is used.
 *
 * @throws PassportError `test_kit`; what a lifecycle method throws, which would stop the boot
 */
export async function withInstance<T extends object, R>(
  clazz: Constructor<T>,
  injected: Injected = {},
  use: (object: T) => Promise<R>,
): Promise<R> {
  const injections = PrototypeUtil.getInjectObjects(clazz as never) as Injection[];
  checkNames(clazz, injections, injected);
  const object = new clazz(...argumentsOf(clazz, injections, injected));
  const call = async (...hooks: Hook[]): Promise<void> => {
    for (const hook of hooks) await callHook(clazz, object, hook);
  };
  await call('postConstruct', 'preInject');
  for (const { refName, refIndex, optional } of injections) {
    if (refIndex !== undefined) continue;
    const isGiven = refName in injected || optional;
    const property = isGiven ? { value: injected[String(refName)] } : { get: () => missing(clazz, refName) };
    Object.defineProperty(object, refName, { ...property, configurable: true });
  }
  await call('postInject', 'init');
  try {
    return await use(object);
  } finally {
    await call('preDestroy', 'destroy');
  }
}

function argumentsOf(clazz: Constructor, injections: readonly Injection[], injected: Injected): unknown[] {
  const args: unknown[] = [];
  for (const { refName, refIndex, optional } of injections) {
    if (refIndex === undefined) continue;
    const isGiven = refName in injected || optional;
    args[refIndex] = isGiven ? injected[String(refName)] : new Proxy({}, { get: () => missing(clazz, refName) });
  }
  return args;
}

// By the name that a decorator of tegg's has given it, or by its own.
async function callHook(clazz: Constructor, object: object, hook: Hook): Promise<void> {
  const name = LifecycleUtil.getStaticLifecycleHook(hook as never, clazz as never) ?? hook;
  const { [name]: method } = object as Record<string, unknown>;
  if (typeof method === 'function') await Reflect.apply(method, object, []);
}

function checkNames(clazz: Constructor, injections: readonly Injection[], injected: Injected): void {
  const names = injections.map(({ refName }) => String(refName));
  const unknown = Object.keys(injected).find(name => !names.includes(name));
  if (unknown === undefined) return;
  const known = names.length ? `Did you mean '${closest(unknown, names)}'?` : 'It injects nothing.';
  throw kitError(`${clazz.name} does not inject '${unknown}'. ${known}`);
}

function missing(clazz: Constructor, name: PropertyKey): never {
  throw kitError(`${clazz.name} uses '${String(name)}', and the test injects none: give it in \`inject\``);
}
