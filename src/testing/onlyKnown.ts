import { closest } from 'fastest-levenshtein';
import { kitError } from './kitError';

/**
 * What a test says must be something that is read: JavaScript may give anything, and a misspelled option
 * would do nothing.
 *
 * @throws PassportError `test_kit`
 */
export function onlyKnown(what: string, said: object, known: readonly string[]): void {
  const unknown = Object.keys(said).find(name => !known.includes(name));
  if (unknown !== undefined) throw kitError(`${what} has no '${unknown}'. Did you mean '${closest(unknown, known)}'?`);
}
