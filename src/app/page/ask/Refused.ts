import type { Verdict } from './Answer';

/** A verdict that is a no, with the code of the error behind it. */
export interface Refused extends Verdict {
  readonly allowed: false;
  readonly code?: string;
}
