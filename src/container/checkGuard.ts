import { closest } from 'fastest-levenshtein';
import { WiringError } from '../decorator/WiringError';
import type { Guard } from '../metadata/Guard';
import type { Passport } from '../passport/Passport';
import { named } from '../passport/PolicyRegistry';
import type { Where } from './whereOf';

/** Whether a guard can do what it says. */
export function checkGuard(passport: Passport, guard: Guard, where: () => Where): void {
  for (const name of guard.strategies) requireStrategy(passport, name, 'Authenticated', where);
  for (const use of guard.policies) requirePolicy(passport, named(use).name, 'Authenticated', where);
  if (guard.freshStrategy !== undefined) requireLoginStrategy(passport, guard.freshStrategy, 'Authenticated', where);
  checkOptions(guard, where);
}

/** Whether something registers the strategy that a decorator names. */
export function requireStrategy(passport: Passport, name: string, decorator: string, where: () => Where): void {
  requireOneOf(passport.strategyNames(), name, decorator, { what: 'strategy', code: 'strategy_unknown' }, where);
}

/** The same where logins made with the strategy are meant: nobody logs in with a session that is already there. */
export function requireLoginStrategy(passport: Passport, name: string, decorator: string, where: () => Where): void {
  if (name === 'session') throw sessionIsNoLogin(decorator, where());
  const names = passport.strategyNames().filter(known => known !== 'session');
  requireOneOf(names, name, decorator, { what: 'strategy', code: 'strategy_unknown' }, where);
}

/** Whether there is a policy of the name that a decorator gives. */
export function requirePolicy(passport: Passport, name: string, decorator: string, where: () => Where): void {
  requireOneOf(passport.policies.names(), name, decorator, { what: 'policy', code: 'policy_unknown' }, where);
}

interface Kind {
  readonly what: string;
  readonly code: 'strategy_unknown' | 'policy_unknown';
}

function requireOneOf(
  names: string[],
  name: string,
  decorator: string,
  { what, code }: Kind,
  where: () => Where,
): void {
  if (names.includes(name)) return;
  throw new WiringError(`@${decorator} names the ${what} '${name}', which nothing registers`, {
    ...where(),
    code,
    fix: names.length
      ? `Did you mean '${closest(name, names)}'? Registered are: ${names.join(', ')}`
      : 'Register one: there is none',
  });
}

function sessionIsNoLogin(decorator: string, where: Where): WiringError {
  return new WiringError(`@${decorator} names 'session': a session that is already there is no login`, {
    ...where,
    code: 'login_session',
    fix: 'Name the strategy that looks at the credentials',
  });
}

// Options that would do nothing, or that nobody could meet.
function checkOptions(
  { optional, policies, maxAge, freshStrategy, strategies, named: isNamed }: Guard,
  where: () => Where,
): void {
  const wrong = (problem: string, fix: string): WiringError =>
    new WiringError(problem, { ...where(), code: 'guard_options', fix });
  if (optional && (policies.length || maxAge !== undefined)) {
    throw wrong(
      'the guard is optional and wants something of its user',
      'Take `optional` away, or ask `authService.can()`',
    );
  }
  if (freshStrategy !== undefined && maxAge === undefined) {
    throw wrong('the guard names a `strategy` for fresh logins and no `maxAge`', 'Give a `maxAge`');
  }
  if (maxAge !== undefined && isNamed && !strategies.includes('session')) {
    throw wrong("`maxAge` is about the session's login, and the guard does not name the session", "Name 'session' too");
  }
}
