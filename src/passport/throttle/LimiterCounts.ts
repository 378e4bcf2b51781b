import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Count, Countable, Counts } from './Counts';

/** Counts that a limiter of rate-limiter-flexible keeps. Whether there are too many is decided by who asks. */
export class LimiterCounts implements Counts {
  constructor(private readonly limiter: RateLimiterAbstract) {}

  async add({ name, seconds }: Countable): Promise<Count> {
    const { consumedPoints, msBeforeNext } = await this.limiter.penalty(name, 1, { customDuration: seconds });
    return { count: consumedPoints, wait: msBeforeNext };
  }

  async giveBack({ name, seconds }: Countable): Promise<void> {
    const { consumedPoints } = await this.limiter.reward(name, 1, { customDuration: seconds });
    // Its time was over meanwhile: there is nothing to give back, and nothing to save up.
    if (consumedPoints < 0) await this.limiter.delete(name);
  }

  async clear({ name }: Pick<Countable, 'name'>): Promise<void> {
    await this.limiter.delete(name);
  }
}
