import { isPlain } from './isPlain';

/** What JSON makes of a value, where that is not the same. */
export function jsonProblems(value: unknown, path: string, around: readonly unknown[] = []): string[] {
  const problem = problemOf(value, around);
  if (problem) return [`${path} is ${problem}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    jsonProblems(inner, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, [...around, value]),
  );
}

const KINDS: readonly [unknown, string][] = [
  [Date, 'a Date, which JSON makes a text'],
  [Map, 'a Map, which JSON empties'],
  [Set, 'a Set, which JSON empties'],
  [RegExp, 'a RegExp, which JSON empties'],
  [Error, 'an Error, which JSON empties'],
  [Promise, 'a Promise, which nobody awaits'],
  [ArrayBuffer, 'an ArrayBuffer, which JSON empties'],
];

function problemOf(value: unknown, around: readonly unknown[]): string | undefined {
  switch (typeof value) {
    case 'undefined':
    case 'function':
    case 'symbol':
      return `${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}, which JSON drops`;
    case 'bigint':
      return 'a BigInt, which JSON does not take';
    case 'number':
      return Number.isFinite(value) ? undefined : `${value}, which JSON makes null`;
    case 'object':
      return value === null ? undefined : problemOfObject(value, around);
    default:
      return undefined;
  }
}

function problemOfObject(value: object, around: readonly unknown[]): string | undefined {
  if (around.includes(value)) return 'a circle, which JSON does not take';
  if (ArrayBuffer.isView(value)) return `${nameOf(value)}, which JSON makes something else`;
  const kind = KINDS.find(([clazz]) => value instanceof (clazz as new () => object));
  if (kind) return kind[1];
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return `${nameOf(value)}, which JSON makes something else`;
  return isPlain(value) || Array.isArray(value) ? undefined : `${nameOf(value)}, which JSON makes a plain object`;
}

function nameOf(value: object): string {
  const { name } = (Object.getPrototypeOf(value) as Partial<object> | null)?.constructor ?? Object;
  if (!name || name === 'Object') return 'an object of its own kind';
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}
