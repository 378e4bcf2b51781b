import { closest } from 'fastest-levenshtein';
import { PassportError } from '../decorator/PassportError';
import type { Passport } from '../passport/Passport';
import { kitError } from './kitError';

/**
 * Whether logins can be made with the strategy that a test names.
 *
 * @throws PassportError `strategy_unknown`, `test_kit`
 */
export function requireStrategy(passport: Passport, name: string): void {
  if (name === 'session') {
    throw kitError(
      "'session' is no login: name the strategy that looks at credentials, or use mockUser() or loginAs()",
    );
  }
  const names = passport.strategyNames().filter(known => known !== 'session');
  if (names.includes(name)) return;
  const known = names.length
    ? `Did you mean '${closest(String(name), names)}'? Registered are: ${names.join(', ')}`
    : 'There is none';
  throw new PassportError(`Nothing registers the strategy '${name}'. ${known}`, { code: 'strategy_unknown' });
}
