import { PrototypeUtil } from '@eggjs/tegg';
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

/**
 * Makes an object as tegg makes it, with what the test gives injected. What it does not give throws when
 * it is used.
 *
 * @throws PassportError `test_kit`
 */
export function instantiate<T extends object>(clazz: Constructor<T>, injected: Injected = {}): T {
  const injections = PrototypeUtil.getInjectObjects(clazz as never) as Injection[];
  checkNames(clazz, injections, injected);
  const args: unknown[] = [];
  const fields: Injection[] = [];
  for (const injection of injections) {
    const { refName, refIndex, optional } = injection;
    if (refIndex === undefined) fields.push(injection);
    else if (refName in injected || optional) args[refIndex] = injected[String(refName)];
    else args[refIndex] = new Proxy({}, { get: () => missing(clazz, refName) });
  }
  const object = new clazz(...args);
  for (const { refName, optional } of fields) {
    const isGiven = refName in injected || optional;
    const property = isGiven ? { value: injected[String(refName)] } : { get: () => missing(clazz, refName) };
    Object.defineProperty(object, refName, { ...property, configurable: true });
  }
  return object;
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
