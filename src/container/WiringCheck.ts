import { closest } from 'fastest-levenshtein';
import type { Constructor } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import { WiringError } from '../decorator/WiringError';
import { lineage } from '../metadata/lineage';
import type { Passport } from '../passport/Passport';
import { whereOf, type ClassEntry } from './ClassEntry';
import type { GuardedRoute } from './GuardInstaller';

/** What stands when the application is about to be ready. */
export interface Wiring {
  readonly passport: Passport;
  readonly entries: readonly ClassEntry[];
  readonly routes: readonly GuardedRoute[];
  readonly hasSessions: boolean;
}

/** Stops the boot at the first guard, login or parameter that cannot do what it says. */
export function checkWiring(wiring: Wiring): void {
  for (const entry of wiring.entries) {
    checkConflicts(entry);
    checkReach(entry, routesOf(wiring, entry));
    checkVerifierStrategies(wiring, entry);
  }
  for (const route of wiring.routes) checkRoute(wiring, route);
}

function routesOf({ routes }: Wiring, entry: ClassEntry): readonly GuardedRoute[] {
  return routes.filter(route => route.entry === entry);
}

// Marks of one place that contradict each other.
function checkConflicts(entry: ClassEntry): void {
  for (const clazz of lineage(entry.clazz)) {
    const marks = ownMarks(clazz);
    if (!marks) continue;
    const where = { className: clazz.name, file: clazz === entry.clazz ? entry.file : undefined };
    if (marks.guard && marks.public) throw contradiction('@Authenticated and @Public', where);
    for (const [method, { guard, login, public: isPublic }] of marks.methods) {
      if (guard && isPublic) throw contradiction('@Authenticated and @Public', { ...where, method });
      if (guard && login) throw contradiction('@Authenticated and @Login', { ...where, method });
      if (login && isPublic) throw withoutEffect('Public', 'a login endpoint is open by itself', { ...where, method });
    }
  }
}

function contradiction(marks: string, where: { className: string; method?: string; file?: string }): WiringError {
  return new WiringError(`${marks} stand on one and the same place`, {
    ...where,
    code: 'guard_conflict',
    fix: 'Take one of them away',
  });
}

function withoutEffect(
  decorator: string,
  why: string,
  where: { className: string; method?: string; file?: string },
): WiringError {
  return new WiringError(`@${decorator} has no effect here: ${why}`, {
    ...where,
    code: 'mark_without_effect',
    fix: `Take @${decorator} away`,
  });
}

// Marks on something that no request reaches by a route.
function checkReach(entry: ClassEntry, routes: readonly GuardedRoute[]): void {
  const methods = new Set(routes.map(({ method }) => method));
  for (const clazz of lineage(entry.clazz)) {
    const marks = ownMarks(clazz);
    if (!marks) continue;
    const where = { className: clazz.name, file: clazz === entry.clazz ? entry.file : undefined };
    if (!routes.length) {
      if (marks.guard) throw unreachable('the class is no HTTP controller with routes', where);
      if (marks.public) throw withoutEffect('Public', 'the class is no HTTP controller with routes', where);
    }
    for (const [method, { guard, login, public: isPublic, currentUser }] of marks.methods) {
      if (methods.has(method)) continue;
      const at = { ...where, method };
      if (guard) throw unreachable('the method is no route of an HTTP controller', at);
      const decorator = (login && 'Login') || (isPublic && 'Public') || (currentUser && 'CurrentUser');
      if (decorator) throw withoutEffect(decorator, 'the method is no route of an HTTP controller', at);
    }
  }
}

function unreachable(why: string, where: { className: string; method?: string; file?: string }): WiringError {
  return new WiringError(`@Authenticated would guard nothing: ${why}`, {
    ...where,
    code: 'guard_unreachable',
    fix: 'Put @Authenticated on an HTTP controller of tegg or on a method with @HTTPMethod',
  });
}

function checkVerifierStrategies({ passport }: Wiring, entry: ClassEntry): void {
  for (const name of ownMarks(entry.clazz)?.verifier?.strategies ?? [])
    requireStrategy(passport, name, 'AuthVerifier', whereOf(entry));
}

function checkRoute({ passport, hasSessions }: Wiring, { entry, method, access, wantsUser }: GuardedRoute): void {
  const where = { ...whereOf(entry), method };
  switch (access.type) {
    case 'guard':
      for (const name of access.guard.strategies) requireStrategy(passport, name, 'Authenticated', where);
      if (!hasSessions && access.guard.strategies.includes('session')) {
        throw new WiringError("@Authenticated wants the session's user and the application has no sessions", {
          ...where,
          code: 'session_disabled',
          fix: 'Enable the plugin `session`, or name other strategies',
        });
      }
      return;
    case 'login':
      for (const name of access.login.strategies) requireLoginStrategy(passport, name, where);
      return;
    case 'public':
    case 'open':
      if (wantsUser) {
        throw new WiringError('@CurrentUser stands on a method that anybody may reach, so there may be no user', {
          ...where,
          code: 'current_user_unguarded',
          fix: 'Put @Authenticated or @Login on the method, or read `authService.user`',
        });
      }
  }
}

function requireLoginStrategy(
  passport: Passport,
  name: string,
  where: { className: string; method: string; file?: string },
): void {
  if (name !== 'session') return requireStrategy(passport, name, 'Login', where);
  throw new WiringError("@Login names 'session': a session that is already there is no login", {
    ...where,
    code: 'login_session',
    fix: 'Name the strategy that looks at the credentials',
  });
}

function requireStrategy(
  passport: Passport,
  name: string,
  decorator: string,
  where: { className: string; method?: string; file?: string },
): void {
  const names = passport.strategyNames();
  if (names.includes(name)) return;
  throw new WiringError(`@${decorator} names the strategy '${name}', which nothing registers`, {
    ...where,
    code: 'strategy_unknown',
    fix: `Did you mean '${closest(name, names)}'? Registered are: ${names.join(', ')}`,
  });
}

/** Marked classes that tegg never saw: nothing would run their guards or register their strategies. */
export function checkUnseen(clazz: Constructor, file: string): void {
  const marks = ownMarks(clazz);
  if (!marks) return;
  const guarded = marks.guard ?? [...marks.methods.values()].find(({ guard, login }) => guard ?? login);
  if (!guarded) return;
  throw unreachable('tegg does not know the class', { className: clazz.name, file });
}
