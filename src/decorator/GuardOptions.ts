import type { Duration } from './duration';
import type { PolicyUse } from './policy';

/** Options of `@Authenticated`. */
export interface GuardOptions {
  /** Let the request through when nobody is accepted: with no user. */
  optional?: boolean;
  /** Policies that must all say yes. A name, or {@link policy} for one with arguments. */
  policy?: PolicyUse | readonly PolicyUse[];
  /** Want a login that is not older: `'10m'`, or milliseconds. */
  maxAge?: Duration;
  /** With `maxAge`: want a login made with this strategy. */
  strategy?: string;
}
