import type { Call } from './Call';
import type { Decision } from './Decision';
import type { Observed, Observer } from './Observer';
import { thrownDecision } from './thrownDecision';

/** How long anybody waits for calls of this kind, in milliseconds; nothing, where the call itself has an end. */
export type Patience = Readonly<Partial<Record<Call['kind'], number>>>;

/**
 * Tells observers of calls and what they came to. There is one only where somebody observes, so that
 * nobody else pays for it.
 */
export class Trace {
  constructor(
    private readonly observers: readonly Observer[],
    private readonly patience: Patience = {},
  ) {}

  /** Makes a call; what it answers or throws is what comes back. */
  async follow<T>(call: Call, make: () => T | Promise<T>, decide: (answer: T) => Decision): Promise<T> {
    const observed = this.begin(call);
    const end = ending(observed, this.patience[call.kind]);
    const surrounded = observed.reduce<() => T | Promise<T>>(
      (inner, one) => () => (one.surround ? one.surround(inner) : inner()),
      make,
    );
    try {
      const answer = await surrounded();
      end(() => decide(answer));
      return answer;
    } catch (err) {
      end(() => thrownDecision(err));
      throw err;
    }
  }

  /** What was decided without a call. */
  note(call: Call, decision: Decision): void {
    ending(this.begin(call))(() => decision);
  }

  private begin(call: Call): Observed[] {
    return this.observers.flatMap(observer => harmlessly(() => observer.begin(call)) ?? []);
  }
}

/** Ends what is observed, once. */
function ending(observed: readonly Observed[], patience?: number): (decide: () => Decision) => void {
  let isOpen = true;
  const end = (decide: () => Decision): void => {
    if (!isOpen) return;
    isOpen = false;
    clearTimeout(timer);
    const decision = harmlessly(decide) ?? { outcome: 'error' };
    for (const one of observed) harmlessly(() => one.end(decision));
  };
  const timer = patience === undefined ? undefined : setTimeout(end, patience, () => ({ outcome: 'unanswered' }));
  timer?.unref();
  return end;
}

// Whoever watches, an exporter for example, may break: that is no reason to answer a request otherwise.
function harmlessly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
