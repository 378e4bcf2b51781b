import type { Count, Countable, Counts } from './Counts';

/** What workers send to the agent. */
export const QUESTION = 'tegg-passport:count';
/** What the agent sends to the workers. */
export const ANSWER = 'tegg-passport:counted';

/** A worker wants something counted. */
export interface Question {
  /** The worker. */
  readonly asker: string;
  readonly id: number;
  readonly act: keyof Counts;
  readonly what: Countable;
}

/** What came of it. */
export interface Answer extends Count {
  readonly asker: string;
  readonly id: number;
  readonly failed?: boolean;
}
