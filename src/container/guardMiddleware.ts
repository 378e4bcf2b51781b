import type { Context } from 'egg';
import type { GuardMark, LoginMark } from '../decorator/ClassMarks';
import { CURRENT_USER } from '../decorator/CurrentUser';
import type { AuthFailure } from '../passport/AuthOutcome';
import { AuthState } from '../passport/AuthState';
import { finish, type Next } from '../passport/finish';
import { isNobody } from '../passport/isNobody';
import type { Middleware, Passport } from '../passport/Passport';
import { refuse } from '../passport/refuse';
import type { LoginPage } from './LoginPage';

/** What a guard needs of its application. */
export interface GuardSurroundings {
  readonly passport: Passport;
  readonly loginPage?: LoginPage;
}

/** Whether one of the guard's strategies accepted. */
type Verdict =
  | { readonly accepted: true; readonly user: unknown }
  | { readonly accepted: false; readonly failures: readonly AuthFailure[] };

const NO_SESSION_USER: readonly AuthFailure[] = [{ strategy: 'session' }];

/** The middleware in front of a guarded method. */
export function guardMiddleware({ passport, loginPage }: GuardSurroundings, { strategies }: GuardMark): Middleware {
  const page = strategies.includes('session') ? loginPage : undefined;
  if (strategies.length === 1 && strategies[0] === 'session') {
    return async (ctx, next) => {
      const { sessionUser } = AuthState.of(ctx);
      if (isNobody(sessionUser)) return sendAway(passport, ctx, page, NO_SESSION_USER);
      return proceed(ctx, next, sessionUser);
    };
  }
  return async (ctx, next) => {
    const verdict = await firstAccepted(passport, ctx, strategies);
    if (!verdict.accepted) return sendAway(passport, ctx, page, verdict.failures);
    return proceed(ctx, next, verdict.user);
  };
}

/** The middleware in front of a login endpoint. */
export function loginMiddleware({ passport }: GuardSurroundings, { strategies, options }: LoginMark): Middleware {
  const finishOptions = { ...options, failWithError: true };
  return async (ctx, next) => {
    const outcome = await passport.run(ctx, strategies, options);
    // A strategy that has nothing to say logs nobody in.
    if (outcome.type === 'pass') throw refuse(passport, [{ strategy: outcome.strategy }]);
    if (!(await finish(passport, ctx, outcome, finishOptions))) return;
    return proceed(ctx, next, AuthState.of(ctx).user);
  };
}

/**
 * tegg looks at a controller's `@Host` after its middlewares: this lets requests of other hosts pass
 * on, and asks once where one method answers several hosts.
 */
export function onHosts(hosts: readonly string[], middleware: Middleware): Middleware {
  const answered = new WeakSet<Context>();
  return async (ctx, next) => {
    if (!hosts.includes(ctx.host)) return next();
    if (answered.has(ctx)) return proceed(ctx, next, AuthState.of(ctx).user);
    return middleware(ctx, () => {
      answered.add(ctx);
      return next();
    });
  };
}

// The first strategy that accepts wins. One that redirects or has nothing to say has not accepted.
async function firstAccepted(passport: Passport, ctx: Context, strategies: readonly string[]): Promise<Verdict> {
  const failures: AuthFailure[] = [];
  for (const strategy of strategies) {
    const outcome = await passport.run(ctx, strategy);
    if (outcome.type === 'success') return { accepted: true, user: outcome.user };
    failures.push(...(outcome.type === 'fail' ? outcome.failures : [{ strategy }]));
  }
  return { accepted: false, failures };
}

// From here on the request's user is whom the guard or login accepted, and nobody else.
function proceed(ctx: Context, next: Next, user: unknown): Promise<unknown> {
  AuthState.of(ctx).user = user;
  (ctx.params as Record<symbol, unknown>)[CURRENT_USER] = user;
  return next();
}

function sendAway(
  passport: Passport,
  ctx: Context,
  page: LoginPage | undefined,
  failures: readonly AuthFailure[],
): void {
  if (!page?.send(ctx)) throw refuse(passport, failures, 'unauthenticated');
}
