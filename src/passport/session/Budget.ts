import { within } from './within';

/** The time that several steps, one after the other, may take together. What happens between them does not count. */
export class Budget {
  /** @param left milliseconds */
  constructor(private left: number) {}

  /** What the step answers, or an error when the time is over. */
  async spend<T>(step: Promise<T>, tooLate: () => Error): Promise<T> {
    // Not the time of day, which may be set.
    const begun = performance.now();
    try {
      return await within(this.left, step, tooLate);
    } finally {
      this.left = Math.max(0, this.left - (performance.now() - begun));
    }
  }
}
