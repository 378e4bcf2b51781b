import type { Context } from 'egg';
import type { LoginMark } from '../decorator/ClassMarks';
import { CURRENT_USER } from '../decorator/CurrentUser';
import { AuthState } from '../passport/AuthState';
import { finish, type Next } from '../passport/finish';
import type { Middleware, Passport } from '../passport/Passport';
import { refuse } from '../passport/refuse';
import type { RequestGuard, Verdict } from '../passport/RequestGuard';
import type { LoginPage } from './LoginPage';

/** The middleware in front of a guarded method. */
export function guardMiddleware(guard: RequestGuard, loginPage?: LoginPage): Middleware {
  const page = guard.namesSession ? loginPage : undefined;
  const go = (ctx: Context, next: Next, refusal: Verdict): Promise<unknown> =>
    refusal ? sendAway(ctx, page, refusal) : proceed(ctx, next);
  return (ctx, next) => {
    const verdict = guard.admit(ctx);
    return verdict instanceof Promise ? verdict.then(refusal => go(ctx, next, refusal)) : go(ctx, next, verdict);
  };
}

/** The middleware in front of a login endpoint. */
export function loginMiddleware(passport: Passport, { strategies, options }: LoginMark): Middleware {
  const finishOptions = { ...options, failWithError: true };
  passport.addLogin(strategies, options);
  return async (ctx, next) => {
    const outcome = await passport.throttles.run(ctx, strategies, options);
    // A strategy that has nothing to say logs nobody in.
    if (outcome.type === 'pass') throw refuse(passport, ctx, [{ strategy: outcome.strategy }]);
    const goesOn = await finish(passport, ctx, outcome, finishOptions);
    if (outcome.type === 'success' && options.session === false) AuthState.of(ctx).sessionless = outcome;
    if (goesOn) await proceed(ctx, next);
  };
}

/** The middleware in front of an open method that asks for the user whom there may be. */
export function openMiddleware(): Middleware {
  return proceed;
}

/**
 * tegg looks at a controller's `@Host` after its middlewares: this lets requests of other hosts pass
 * on, and asks once where one method answers several hosts.
 */
export function onHosts(hosts: readonly string[], middleware: Middleware): Middleware {
  const answered = new WeakSet<Context>();
  return async (ctx, next) => {
    if (!hosts.includes(ctx.host)) return next();
    if (answered.has(ctx)) return proceed(ctx, next);
    return middleware(ctx, () => {
      answered.add(ctx);
      return next();
    });
  };
}

/** A route's own middleware, only for the hosts of its route. */
export function skipOtherHosts(hosts: readonly string[], middleware: Middleware): Middleware {
  return (ctx, next) => (hosts.includes(ctx.host) ? middleware(ctx, next) : next());
}

// Where a `@CurrentUser` parameter finds the user.
function proceed(ctx: Context, next: Next): Promise<unknown> {
  (ctx.params as Record<symbol, unknown>)[CURRENT_USER] = AuthState.of(ctx).user;
  return next();
}

// oxlint-disable-next-line require-await -- a refusal rejects, and only a refusal pays for the promise
async function sendAway(ctx: Context, page: LoginPage | undefined, refusal: NonNullable<Verdict>): Promise<void> {
  if (!page?.send(ctx)) throw refusal;
}
