import { WiringError } from '../decorator/WiringError';
import type { ClassEntry } from './ClassEntry';
import { whereOf } from './whereOf';

/** The mistake of a name that two register: one of them would be lost. */
export function registeredTwice(
  what: 'strategy' | 'policy',
  name: string,
  entry: ClassEntry,
  other: string,
): WiringError {
  return new WiringError(`the ${what} '${name}' is registered twice, here and by ${other}`, {
    ...whereOf(entry.clazz),
    code: `${what}_duplicate`,
    fix: 'Give one of them another name, or take it away',
  });
}
