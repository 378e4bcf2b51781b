import type { AuthOutcome } from '../passport/AuthOutcome';
import type { CheckRequest } from './CheckRequest';
import type { Injected } from './withInstance';

/** What every check of a strategy may be told. */
interface Surroundings {
  /** In the place of injected objects, by the name of the field or parameter. */
  readonly inject?: Injected;
}

/** Calls `validate` with these. */
interface WithArgs<A> extends Surroundings {
  /** What the passport strategy would pass. */
  readonly args: A;
  readonly request?: undefined;
}

/** Looks at a request. */
interface WithRequest extends Surroundings {
  readonly request: CheckRequest;
  /** As `config.passport<Name>` would say them. */
  readonly options?: object;
  readonly args?: undefined;
}

/**
 * What {@link checkStrategy} is told of a strategy class: the arguments of its `validate`, or the request
 * that the passport strategy, or its `authenticate`, is to look at.
 */
export type StrategyCheck<T> = T extends { validate(...args: infer A): unknown }
  ? WithArgs<A> | WithRequest
  : WithRequest;

/** What a strategy came to, as the engine says it; `error`: it broke, and the request would be answered with 500. */
export type StrategyReport =
  AuthOutcome | { readonly type: 'error'; readonly strategy: string; readonly error: unknown };
