import type { Call } from './Call';
import type { Decision } from './Decision';

/** A call that is being watched. */
export interface Observed {
  /** Makes the call in what must surround it. */
  surround?<T>(make: () => T): T;
  end(decision: Decision): void;
}

/** Watches calls. */
export interface Observer {
  /** A call begins. Nothing, where calls of its kind are not watched. */
  begin(call: Call): Observed | undefined;
}
