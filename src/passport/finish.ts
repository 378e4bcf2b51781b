import { STATUS_CODES } from 'node:http';
import { promisify } from 'node:util';
import type { Context } from 'egg';
import type { AuthenticateOptions } from '../decorator/AuthenticateOptions';
import { refuse, refusalOf } from './refuse';
import type { AuthFailure, AuthOutcome } from './AuthOutcome';
import type { Passport } from './Passport';
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
  passport: Passport,
  ctx: Context,
  outcome: AuthOutcome,
  options: AuthenticateOptions,
): Promise<boolean> {
  switch (outcome.type) {
    case 'success':
      return succeed(passport, ctx, outcome, options);
    case 'fail':
      return fail(passport, ctx, outcome.failures, options);
    case 'redirect':
      ctx.status = outcome.status;
      // Not ctx.redirect: egg-security would hold the provider's address against its white list.
      ctx.set('Location', outcome.url);
      ctx.body = '';
      return false;
    case 'response':
      ctx.status = outcome.status;
      ctx.set(outcome.headers as Record<string, string>);
      ctx.body = outcome.body ?? '';
      return false;
    case 'pass':
      return true;
  }
}

async function succeed(
  passport: Passport,
  ctx: Context,
  outcome: Success,
  options: AuthenticateOptions,
): Promise<boolean> {
  const { user, info, strategy } = outcome;
  const req = strategyRequest(ctx, passport);
  if (options.assignProperty) {
    req[options.assignProperty] = user;
    await setAuthInfo(passport, req, info, options);
    return true;
  }
  await passport.logIn(ctx, user, options, strategy);
  say(ctx, req, messageOf(info), options.successFlash, options.successMessage, 'success');
  await setAuthInfo(passport, req, info, options);
  const target = successTarget(ctx, options);
  if (target) ctx.redirect(target);
  return !target;
}

function fail(
  passport: Passport,
  ctx: Context,
  failures: readonly AuthFailure[],
  options: AuthenticateOptions,
): boolean {
  const reason = failures[0]?.reason ?? failures[0]?.challenge;
  if (options.failureFlash || options.failureMessage) {
    say(ctx, strategyRequest(ctx, passport), reason, options.failureFlash, options.failureMessage, 'error');
  }
  if (options.failureRedirect) {
    ctx.redirect(options.failureRedirect);
    return false;
  }
  if (options.failWithError !== false && options.failWithError !== undefined) throw refuse(passport, failures);
  const { status, headers } = refusalOf(passport, failures);
  ctx.status = status;
  ctx.set(headers as Record<string, never>);
  ctx.body = STATUS_CODES[status];
  return false;
}

function successTarget(
  ctx: Context,
  { successReturnToOrRedirect, successRedirect }: AuthenticateOptions,
): string | undefined {
  if (!successReturnToOrRedirect) return successRedirect;
  const session = sessionOf(ctx);
  const { returnTo } = session ?? {};
  if (typeof returnTo !== 'string' || !returnTo) return successReturnToOrRedirect;
  delete session?.returnTo;
  return returnTo;
}

async function setAuthInfo(
  passport: Passport,
  req: StrategyRequest,
  info: unknown,
  { authInfo }: AuthenticateOptions,
): Promise<void> {
  if (authInfo === false) return;
  req.authInfo = await promisify(passport.transformAuthInfo.bind(passport))(info, req);
}

function messageOf(info: unknown): string | undefined {
  const message: unknown = typeof info === 'string' ? info : (info as { message?: unknown } | null)?.message;
  return typeof message === 'string' ? message : undefined;
}

// passport's options for messages: `true` takes the strategy's, a string is the message.
function say(
  ctx: Context,
  req: StrategyRequest,
  said: string | undefined,
  flash: AuthenticateOptions['successFlash'],
  message: AuthenticateOptions['successMessage'],
  defaultType: string,
): void {
  if (flash) {
    const { type = defaultType, message: text = said } =
      typeof flash === 'object' ? flash : { message: flash === true ? said : flash };
    if (text !== undefined) (req.flash as (type: string, message: string) => void)(type, text);
  }
  const text = message === true ? said : message;
  const session = sessionOf(ctx);
  if (typeof text === 'string' && session) {
    session.messages = [...(Array.isArray(session.messages) ? (session.messages as unknown[]) : []), text];
  }
}
