import { closest } from 'fastest-levenshtein';
import { WiringError } from '../decorator/WiringError';
import type { Passport } from '../passport/Passport';
import type { GuardedRoute } from './GuardInstaller';
import { whereOf, type Where } from './whereOf';

/** Whether the guard or login of a route can do what it says. */
export function checkRoute(
  passport: Passport,
  { entry, method, access, wantsUser }: GuardedRoute,
  hasSessions: boolean,
): void {
  const where = (): Where => whereOf(entry.clazz, method);
  switch (access.type) {
    case 'guard':
      for (const name of access.guard.strategies) requireStrategy(passport, name, 'Authenticated', where);
      if (!hasSessions && access.guard.strategies.includes('session')) throw noSessions(where());
      return;
    case 'login':
      if (access.login.strategies.includes('session')) throw sessionIsNoLogin(where());
      for (const name of access.login.strategies) requireStrategy(passport, name, 'Login', where);
      return;
    case 'public':
    case 'open':
      if (wantsUser) throw unguarded(where());
  }
}

/** Whether something registers the strategy that a decorator names. */
export function requireStrategy(passport: Passport, name: string, decorator: string, where: () => Where): void {
  const names = passport.strategyNames();
  if (names.includes(name)) return;
  throw new WiringError(`@${decorator} names the strategy '${name}', which nothing registers`, {
    ...where(),
    code: 'strategy_unknown',
    fix: `Did you mean '${closest(name, names)}'? Registered are: ${names.join(', ')}`,
  });
}

function noSessions(where: Where): WiringError {
  return new WiringError("@Authenticated wants the session's user and the application has no sessions", {
    ...where,
    code: 'session_disabled',
    fix: 'Enable the plugin `session`, or name other strategies',
  });
}

function sessionIsNoLogin(where: Where): WiringError {
  return new WiringError("@Login names 'session': a session that is already there is no login", {
    ...where,
    code: 'login_session',
    fix: 'Name the strategy that looks at the credentials',
  });
}

function unguarded(where: Where): WiringError {
  return new WiringError('@CurrentUser stands on a method that anybody may reach, so there may be no user', {
    ...where,
    code: 'current_user_unguarded',
    fix: 'Put @Authenticated or @Login on the method, or read `authService.user`',
  });
}
