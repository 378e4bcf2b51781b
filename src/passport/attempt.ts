import { AsyncLocalStorage } from 'node:async_hooks';
import { asError } from './asError';
import type { AuthFailure } from './AuthOutcome';
import { AuthenticationError } from './AuthenticationError';
import { isHeaderValue } from './challenge';
import { unbox } from './FalsyUser';
import { isNobody } from './isNobody';
import type { StrategyRequest } from './StrategyRequest';
import type { Written } from './StrategyResponse';

/** A registered passport strategy: a prototype from which each attempt makes an object of its own. */
export interface PassportStrategy {
  name?: string;
  authenticate(req: unknown, options?: unknown): unknown;
}

/** Nearly every strategy keeps its verify function here. */
interface VerifyingStrategy extends PassportStrategy {
  _verify?: unknown;
}

/** What one strategy came to. */
export type AttemptResult =
  | { readonly type: 'success'; readonly user: unknown; readonly info: unknown; readonly returnTo?: string | null }
  | { readonly type: 'fail'; readonly failure: AuthFailure }
  | { readonly type: 'pass' }
  | Written;

/** Where an attempt's result goes: the first one counts. */
type Settle = (result: AttemptResult) => void;
/** What surrounds an attempt whose strategy asks somebody else about the user. */
export interface Stage {
  /** What the strategy is told. */
  readonly options: object;
  /** Before the strategy runs. May refuse by throwing; later problems go to `fail`. */
  begin(strategy: PassportStrategy, fail: (err: unknown) => void): Promise<void>;
  /** The strategy calls its verify function: from here on errors are the application's. `false`: it must not, any more. */
  verify(args: readonly unknown[]): boolean;
  /** What a result comes to. */
  settle(result: AttemptResult): AttemptResult;
  /** What an error comes to. */
  translate(err: unknown): unknown;
  /** The attempt is over. */
  end(): void;
}

/** Surrounds the attempt: gets where results go, and what starts it. */
export type Surround = (settle: Settle, start: (req: StrategyRequest) => void) => void;

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
  stage?: Stage,
): Promise<AttemptResult> {
  try {
    const result = await new Promise<AttemptResult>((resolve, reject) => {
      const strategy = Object.assign(Object.create(prototype) as PassportStrategy, actions(name, resolve, reject));
      const run = (): void =>
        surround(resolve, req => {
          followVerify(strategy, args => stage?.verify(args) ?? true);
          // Some strategies are async functions, whose rejection nobody would see.
          Promise.resolve(strategy.authenticate(req, stage?.options ?? options)).catch(reject);
        });
      if (stage) stage.begin(strategy, reject).then(run).catch(reject);
      else run();
    });
    return stage?.settle(result) ?? result;
  } catch (err) {
    const translated = stage ? stage.translate(err) : err;
    if (translated instanceof AuthenticationError) return refusal(name, translated);
    throw asError(translated, `The strategy '${name}'`);
  } finally {
    stage?.end();
  }
}

/**
 * The verify function runs in the context of its own request: a strategy that shares a connection
 * between requests would call it in that of whoever opened the connection.
 */
function followVerify(strategy: VerifyingStrategy, called: (args: readonly unknown[]) => boolean): void {
  const verify = strategy._verify;
  if (typeof verify !== 'function') return;
  const inContext = AsyncLocalStorage.snapshot();
  const followed = (...args: unknown[]): unknown => {
    return called(args) ? inContext(() => Reflect.apply(verify, strategy, args) as unknown) : undefined;
  };
  // Strategies look at the number of parameters to know what to pass.
  strategy._verify = Object.defineProperty(followed, 'length', { value: verify.length });
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
    return { strategy, status, [isHeaderValue(challenge) ? 'challenge' : 'reason']: challenge };
  const { message, type } = (challenge ?? {}) as { message?: unknown; type?: unknown };
  return { strategy, status, reason: text(message), type: text(type) };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function refusal(strategy: string, error: AuthenticationError): AttemptResult {
  const challenge = error.challenge.find(isHeaderValue);
  return { type: 'fail', failure: { strategy, reason: error.message, status: error.status, challenge, error } };
}
