import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from 'egg';
import { AuthState } from '../passport/AuthState';
import { inModuleScope } from '../passport/inModuleScope';
import type { LoginAsOptions } from './LoginAsOptions';
import { madeLogin } from './madeLogin';
import { requireUser } from './requireUser';
import type { TestApplication } from './TestApplication';

/** Who runs in which context, and around it. */
interface Running {
  readonly ctx: Context;
  readonly state: AuthState;
  readonly outer: Running | undefined;
}

const running = new AsyncLocalStorage<Running>();
const seen = new WeakSet<Context>();

/**
 * Runs a function as this user: in the context that there is, or in one of its own. Others that run in
 * the same context meanwhile do not see the user.
 *
 * @throws PassportError `login_without_user`, `strategy_unknown`, `test_kit`; what the function throws
 */
export async function runAs<T>(
  app: TestApplication,
  user: unknown,
  fn: (ctx: Context) => T | Promise<T>,
  options: LoginAsOptions = {},
): Promise<T> {
  requireUser(user, 'run as');
  const state = new AuthState();
  state.setSessionUser(user, madeLogin(app.passport, options));
  const run = (ctx: Context): Promise<T> => {
    if (!seen.has(ctx)) AuthState.replace(ctx, () => stateIn(ctx));
    seen.add(ctx);
    return running.run({ ctx, state, outer: running.getStore() }, async () => fn(ctx));
  };
  const { currentContext } = app;
  if (currentContext) return run(currentContext);
  state.isOutside = true;
  return (await app.runInAnonymousContextScope(ctx => inModuleScope(ctx, () => run(ctx)))) as T;
}

function stateIn(ctx: Context): AuthState | undefined {
  let found = running.getStore();
  while (found && found.ctx !== ctx) found = found.outer;
  return found?.state;
}
