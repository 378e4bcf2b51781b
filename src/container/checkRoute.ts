import { WiringError } from '../decorator/WiringError';
import { takesPassword } from '../passport/passwordCredentials';
import type { Passport } from '../passport/Passport';
import { checkGuard, requireLoginStrategy, requirePolicy } from './checkGuard';
import type { GuardedRoute } from './GuardInstaller';
import { whereOf, type Where } from './whereOf';

/** What the application has. */
export interface Surroundings {
  readonly hasSessions: boolean;
  /** Whether tegg's `@Acl` ends at the policies, or at an `acl` of the application's own. */
  readonly answersAcl: boolean;
}

/** Whether the guard or login of a route can do what it says. */
export function checkRoute(passport: Passport, route: GuardedRoute, { hasSessions, answersAcl }: Surroundings): void {
  const { entry, method, verb, access, wish, acl } = route;
  const where = (): Where => whereOf(entry.clazz, method);
  if (acl !== undefined && answersAcl) requirePolicy(passport, acl, 'Acl', where);
  switch (access.type) {
    case 'guard':
      checkGuard(passport, access.guard, where);
      if (!hasSessions && access.guard.strategies.includes('session')) throw noSessions(where());
      if (access.guard.optional && wish === 'required') throw unguarded('under an optional guard', where());
      return;
    case 'login':
      for (const name of access.login.strategies) {
        requireLoginStrategy(passport, name, 'Login', where);
        if (verb !== 'POST' && takesPassword(passport.strategy(name))) throw notByPost(name, verb, where());
      }
      passport.throttles.of(access.login.strategies, access.login.options, where);
      return;
    case 'public':
    case 'open':
      if (wish === 'required') throw unguarded('on a method that anybody may reach', where());
  }
}

/** The mistake of a guard that wants what the application has not. */
export function noSessions(where: Where): WiringError {
  return new WiringError("@Authenticated wants the session's user and the application has no sessions", {
    ...where,
    code: 'session_disabled',
    fix: 'Enable the plugin `session`, or name other strategies',
  });
}

function notByPost(name: string, verb: string, where: Where): WiringError {
  return new WiringError(`@Login('${name}') stands on a ${verb} route, and passwords come in the body of a POST`, {
    ...where,
    code: 'login_method',
    fix: 'Make the route a POST',
  });
}

function unguarded(why: string, where: Where): WiringError {
  return new WiringError(`@CurrentUser stands ${why}, so there may be no user`, {
    ...where,
    code: 'current_user_unguarded',
    fix: 'Guard the method, or say `@CurrentUser({ optional: true })`',
  });
}
