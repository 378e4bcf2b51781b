import { GUARDING, type Snapshot } from './Snapshot';

type Shape = (value: unknown) => boolean;

const text: Shape = value => typeof value === 'string';
const flag: Shape = value => typeof value === 'boolean';
const number: Shape = value => typeof value === 'number';
const anything: Shape = () => true;
const maybe =
  (shape: Shape): Shape =>
  value =>
    value === undefined || shape(value);
const listOf =
  (shape: Shape): Shape =>
  value =>
    Array.isArray(value) && value.every(shape);
const one =
  (...values: unknown[]): Shape =>
  value =>
    values.includes(value);
const record =
  (fields: Record<string, Shape>): Shape =>
  value =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([key, shape]) => shape((value as Record<string, unknown>)[key]));

const guard = record({
  strategies: listOf(text),
  optional: flag,
  policies: listOf(record({ name: text, args: listOf(anything) })),
  maxAge: maybe(number),
  freshStrategy: maybe(text),
});
const ACCESS: readonly Shape[] = [
  record({ type: one('guard'), guard }),
  record({ type: one('login'), strategies: listOf(text), session: flag }),
  record({ type: one('public', 'open') }),
];
const entry = record({
  kind: one('route', 'router', 'mcp', 'method'),
  verbs: maybe(listOf(text)),
  path: maybe(text),
  hosts: maybe(listOf(text)),
  mcp: maybe(text),
  name: maybe(text),
  className: maybe(text),
  method: maybe(text),
  access: value => ACCESS.some(shape => shape(value)),
});
const chain = listOf(record({ name: text, strategies: maybe(listOf(text)) }));
const snapshot = record({
  version: one(1),
  chains: record(Object.fromEntries(GUARDING.map(name => [name, chain]))),
  entries: listOf(entry),
});

/** Whether something that was read is a snapshot, whole and of this version. */
export function isSnapshot(value: unknown): value is Snapshot {
  return snapshot(value);
}
