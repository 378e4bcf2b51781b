import { STATUS_CODES } from 'node:http';
import { promisify } from 'node:util';
import type { Context } from 'egg';
import type { AuthenticateOptions } from '../decorator/AuthenticateOptions';
import { redirectTarget } from './redirectTarget';
import { refuse, refusalOf } from './refuse';
import type { AuthFailure, AuthOutcome } from './AuthOutcome';
import type { Engine } from './Engine';
import { sayRefused } from './events/sayRefused';
import { noStore } from './noStore';
import { isMalformed } from './passwordCredentials';
import { sessionOf } from './Session';
import { strategyRequest, type StrategyRequest } from './StrategyRequest';

/** Koa's next. */
export type Next = () => Promise<unknown>;

type Success = Extract<AuthOutcome, { type: 'success' }>;

/**
 * Does with an outcome what passport's `authenticate` does: logs in, redirects, answers or throws.
 *
 * @returns whether the next handler runs
 */
export async function finish(
  engine: Engine,
  ctx: Context,
  outcome: AuthOutcome,
  options: AuthenticateOptions,
): Promise<boolean> {
  noStore(ctx);
  if (outcome.type !== 'fail' && outcome.headers) ctx.set(outcome.headers as Record<string, string>);
  switch (outcome.type) {
    case 'success':
      return succeed(engine, ctx, outcome, options);
    case 'fail':
      return fail(engine, ctx, outcome.failures, options);
    case 'redirect':
      ctx.status = outcome.status;
      // Not ctx.redirect: egg-security would hold the provider's address against its white list.
      ctx.set('Location', outcome.url);
      return false;
    case 'response':
      ctx.status = outcome.status;
      ctx.body = outcome.body ?? '';
      return false;
    case 'pass':
      return true;
  }
}

async function succeed(engine: Engine, ctx: Context, outcome: Success, options: AuthenticateOptions): Promise<boolean> {
  const { user, info, strategy } = outcome;
  const req = strategyRequest(ctx, engine);
  if (options.assignProperty) req[options.assignProperty] = user;
  else await engine.logIn(ctx, user, options, strategy);
  // After the login, which drops what the session held.
  say(ctx, req, { flash: options.successFlash, message: options.successMessage }, messageOf(info), 'success');
  await setAuthInfo(engine, req, info, options);
  const target = options.assignProperty ? undefined : successTarget(engine, ctx, outcome, options);
  if (target) ctx.redirect(target);
  return !target;
}

function fail(engine: Engine, ctx: Context, failures: readonly AuthFailure[], options: AuthenticateOptions): boolean {
  if (options.failureFlash || options.failureMessage) {
    const { reason, challenge, type } = failures[0] ?? {};
    const wanted = { flash: options.failureFlash, message: options.failureMessage };
    say(ctx, strategyRequest(ctx, engine), wanted, { message: reason ?? challenge, type }, 'error');
  }
  // Who sends what no form sends is no browser that wants the form again.
  const redirect = failures.some(isMalformed) ? undefined : options.failureRedirect;
  if (!redirect && options.failWithError) throw refuse(engine, ctx, failures);
  const { status, headers, reason } = refusalOf(engine, ctx, failures);
  sayRefused(engine, ctx, { failures, reason });
  if (redirect) {
    ctx.redirect(redirect);
    return false;
  }
  ctx.status = status;
  ctx.set(headers as Record<string, never>);
  ctx.body = STATUS_CODES[status];
  return false;
}

function successTarget(
  { site }: Engine,
  ctx: Context,
  outcome: Success,
  { successReturnToOrRedirect, successRedirect }: AuthenticateOptions,
): string | undefined {
  if (!successReturnToOrRedirect) return successRedirect;
  const session = sessionOf(ctx);
  // Of two logins side by side each ends on its own page.
  const { returnTo = session?.returnTo } = outcome;
  if (session?.returnTo === returnTo) delete session?.returnTo;
  // Applications write both themselves, often with what a request says.
  return redirectTarget(returnTo, site.origins) ?? redirectTarget(successReturnToOrRedirect, site.origins) ?? '/';
}

async function setAuthInfo(
  engine: Engine,
  req: StrategyRequest,
  info: unknown,
  { authInfo }: AuthenticateOptions,
): Promise<void> {
  if (authInfo === false) return;
  req.authInfo = await promisify(engine.transformAuthInfo.bind(engine))(info, req);
}

/** What a strategy said beside its outcome. */
interface Said {
  readonly message?: string;
  readonly type?: string;
}

function messageOf(info: unknown): Said {
  const { message, type } = (typeof info === 'string' ? { message: info } : (info ?? {})) as Record<string, unknown>;
  return {
    message: typeof message === 'string' ? message : undefined,
    type: typeof type === 'string' ? type : undefined,
  };
}

/** passport's options for messages: `true` takes what the strategy said, a string is the message. */
interface Wanted {
  readonly flash: AuthenticateOptions['successFlash'];
  readonly message: AuthenticateOptions['successMessage'];
}

function say(ctx: Context, req: StrategyRequest, { flash, message }: Wanted, said: Said, defaultType: string): void {
  if (flash) {
    const own: Said =
      typeof flash === 'object' ? flash : typeof flash === 'string' ? { message: flash, type: defaultType } : said;
    const text = own.message ?? said.message;
    if (text !== undefined) (req.flash as (type: string, message: string) => void)(own.type ?? defaultType, text);
  }
  const text = message === true ? said.message : message;
  const session = sessionOf(ctx);
  if (typeof text === 'string' && session) {
    session.messages = [...(Array.isArray(session.messages) ? (session.messages as unknown[]) : []), text];
  }
}
