import type { AuthFailure } from './AuthOutcome';
import { AuthenticationError } from './AuthenticationError';
import { isHeaderValue } from './challenge';
import { unbox } from './FalsyUser';
import { isNobody } from './isNobody';
import { translateError } from './providerError';
import type { StrategyRequest } from './StrategyRequest';
import type { Written } from './StrategyResponse';

/** A registered passport strategy: a prototype from which each attempt makes an object of its own. */
export interface PassportStrategy {
  name?: string;
  authenticate(req: unknown, options?: unknown): unknown;
}

/** What one strategy came to. */
export type AttemptResult =
  | { readonly type: 'success'; readonly user: unknown; readonly info: unknown }
  | { readonly type: 'fail'; readonly failure: AuthFailure }
  | { readonly type: 'pass' }
  | Written;

/** Where an attempt's result goes: the first one counts. */
type Settle = (result: AttemptResult) => void;
/** Surrounds the attempt: gets where results go, and what starts it. */
type Surround = (settle: Settle, start: (req: StrategyRequest) => void) => void;

/**
 * Runs one strategy on one request. Callbacks end here.
 *
 * @throws what the strategy passes to `error` or throws, but for refusals
 */
export async function attempt(
  prototype: PassportStrategy,
  name: string,
  options: object,
  surround: Surround,
): Promise<AttemptResult> {
  try {
    return await new Promise<AttemptResult>((resolve, reject) => {
      const strategy = Object.assign(Object.create(prototype) as PassportStrategy, actions(name, resolve, reject));
      // Some strategies are async functions, whose rejection nobody would see.
      surround(resolve, req => void Promise.resolve(strategy.authenticate(req, options)).catch(reject));
    });
  } catch (err) {
    const translated = translateError(err);
    if (translated instanceof AuthenticationError) return refusal(name, translated);
    throw translated;
  }
}

/** The five words of a strategy, as passport 0.7 defines them. */
function actions(name: string, settle: Settle, reject: (err: unknown) => void) {
  return {
    success(user: unknown, info?: unknown) {
      if (isNobody(user)) settle({ type: 'fail', failure: { strategy: name } });
      else settle({ type: 'success', user: unbox(user), info: info ?? {} });
    },
    fail(challenge?: unknown, status?: number) {
      settle({ type: 'fail', failure: failure(name, challenge, status) });
    },
    redirect(url: string, status = 302) {
      settle({ type: 'redirect', url: String(url), status });
    },
    pass() {
      settle({ type: 'pass' });
    },
    error: reject,
  };
}

function failure(strategy: string, challenge: unknown, status?: number): AuthFailure {
  if (typeof challenge === 'number') return { strategy, status: challenge };
  if (typeof challenge === 'string')
    return { strategy, status, challenge: isHeaderValue(challenge) ? challenge : undefined };
  const message: unknown = (challenge as { message?: unknown } | undefined | null)?.message;
  return { strategy, status, reason: typeof message === 'string' ? message : undefined };
}

function refusal(strategy: string, error: AuthenticationError): AttemptResult {
  const challenge = error.challenge.find(isHeaderValue);
  return { type: 'fail', failure: { strategy, reason: error.message, status: error.status, challenge, error } };
}
