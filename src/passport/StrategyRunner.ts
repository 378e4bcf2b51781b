import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from 'egg';
import { PassportError } from '../decorator/PassportError';
import { attempt, type AttemptResult, type PassportStrategy, type Surround } from './attempt';
import type { AuthFailure, AuthOutcome, Headers } from './AuthOutcome';
import { bearerFailure } from './bearerFailure';
import { isHeaderValue } from './challenge';
import type { Engine } from './Engine';
import { passwordFailure } from './passwordCredentials';
import { strategyRequest } from './StrategyRequest';
import { within } from './session/within';
import { StrategyResponse } from './StrategyResponse';
import { attemptDecision } from './trace/attemptDecision';

/** One strategy or several, by name; passport also takes strategy objects. */
export type Names = string | PassportStrategy | readonly (string | PassportStrategy)[];

/** What is known about the attempt that runs. */
interface Running {
  readonly runner: StrategyRunner;
  readonly ctx: Context;
  readonly strategy: string;
  readonly response: StrategyResponse;
}

// One for all applications of the process: each that is in use makes every promise of the process slower.
const running = new AsyncLocalStorage<Running>();

/** Runs strategies on requests. Attempts of one request, nested or side by side, do not see each other. */
export class StrategyRunner {
  /** @param deadline how long a strategy may take, in milliseconds */
  constructor(
    private readonly engine: Engine,
    private readonly deadline: number,
  ) {}

  /** The attempt from within which this is asked. */
  get current(): Running | undefined {
    const current = running.getStore();
    return current?.runner === this ? current : undefined;
  }

  /** Runs strategies in order, until one does anything but fail. */
  async run(ctx: Context, strategies: Names, options: object): Promise<AuthOutcome> {
    const failures: AuthFailure[] = [];
    for (const strategy of list(strategies)) {
      const named = typeof strategy === 'string';
      const name = named ? strategy : (strategy.name ?? 'anonymous');
      const prototype = named ? this.engine.strategy(name) : strategy;
      const { trace } = this.engine;
      const result = await (trace
        ? trace.follow({ kind: 'strategy', name }, () => this.runOne(ctx, name, prototype, options), attemptDecision)
        : this.runOne(ctx, name, prototype, options));
      if (result.type !== 'fail') return { ...result, strategy: name } as AuthOutcome;
      failures.push(challenged(result.failure, result.headers));
    }
    return { type: 'fail', failures };
  }

  private async runOne(
    ctx: Context,
    strategy: string,
    prototype: PassportStrategy,
    options: object,
  ): Promise<AttemptResult & Sent> {
    const req = strategyRequest(ctx, this.engine);
    const unfit = passwordFailure(strategy, prototype, req) ?? bearerFailure(strategy, prototype, req);
    if (unfit) return { type: 'fail', failure: unfit };
    let response: StrategyResponse | undefined;
    const surround: Surround = (settle, start) => {
      response = new StrategyResponse(settle);
      running.run({ runner: this, ctx, strategy, response }, () => start(req));
    };
    const stage = this.engine.providers.stage(ctx, strategy, prototype, options);
    const result = await within(this.deadline, attempt(prototype, strategy, options, surround, stage), () =>
      tooLate(strategy),
    );
    const headers = response?.sent();
    return headers ? { ...result, headers } : result;
  }
}

/** The headers that a strategy set on its response. */
interface Sent {
  readonly headers?: Headers;
}

function tooLate(strategy: string): PassportError {
  return new PassportError(`The strategy '${strategy}' has not answered in time`, {
    code: 'strategy_timeout',
    status: 504,
  });
}

function list(strategies: Names): readonly (string | PassportStrategy)[] {
  return Array.isArray(strategies)
    ? (strategies as readonly (string | PassportStrategy)[])
    : [strategies as string | PassportStrategy];
}

// A strategy may write its challenge by itself.
function challenged(failure: AuthFailure, headers: Headers = {}): AuthFailure {
  const name = Object.keys(headers).find(header => header.toLowerCase() === 'www-authenticate');
  const written = name === undefined ? undefined : [headers[name]].flat()[0];
  return written !== undefined && isHeaderValue(written) ? { challenge: written, ...failure } : failure;
}
