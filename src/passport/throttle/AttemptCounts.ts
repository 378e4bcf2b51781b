import type { Application } from 'egg';
import type { ThrottleKey } from '../../decorator/ThrottleOptions';
import { UnavailableError } from '../session/UnavailableError';
import { within } from '../session/within';
import type { Countable, Counts } from './Counts';

/** One count that an attempt is part of. */
export interface Point extends Countable {
  readonly by: ThrottleKey;
  /** The strategy whose attempts are counted. */
  readonly strategy: string;
}

/** Why an attempt must not be made. */
export interface Refused {
  /** The count that is too high. */
  readonly point: Point;
  /** Milliseconds until it begins anew. */
  readonly wait: number;
}

/** What an attempt has been counted in, and whether it may be made. */
export interface Taken {
  readonly points: readonly Point[];
  readonly refused?: Refused;
}

/** What happens while nothing can be counted. */
export interface CountSettings {
  /** Milliseconds. */
  readonly timeout: number;
  readonly failClosed: boolean;
}

const NOTHING: Taken = { points: [] };

/** Counts attempts, and knows what to do when they cannot be counted. */
export class AttemptCounts {
  private isDown = false;

  constructor(
    private readonly app: Application,
    private readonly counts: Counts,
    private readonly settings: CountSettings,
  ) {}

  /**
   * Counts an attempt, before anybody looks at it.
   *
   * @throws UnavailableError where it cannot be counted, unless `onStoreFailure` is `nobody`
   */
  async take(points: readonly Point[]): Promise<Taken> {
    const { timeout, failClosed } = this.settings;
    const taking = this.takeAll(points);
    try {
      const taken = await within(timeout, taking, () => new Error(`Not counted in ${timeout} ms`));
      this.isDown = false;
      return taken;
    } catch (err) {
      const error = new UnavailableError('Attempts to log in cannot be counted', err);
      if (failClosed) {
        // Nobody looks at it: when it is counted later after all, it costs nothing.
        taking.then(taken => this.giveBack(taken.points)).catch(() => {});
        throw error;
      }
      if (!this.isDown) this.app.coreLogger.error(error);
      this.isDown = true;
      return NOTHING;
    }
  }

  /** The attempt was none. */
  async giveBack(points: readonly Point[]): Promise<void> {
    if (!points.length) return;
    await this.tidy(() => Promise.all(points.map(point => this.counts.giveBack(point))));
  }

  /** Whoever made the attempts is who they were about. */
  async clear(points: readonly Point[]): Promise<void> {
    if (!points.length) return;
    await this.tidy(() => Promise.all(points.map(point => this.counts.clear(point))));
  }

  private async takeAll(points: readonly Point[]): Promise<Taken> {
    const taken: Point[] = [];
    try {
      for (const point of points) {
        const { count, wait } = await this.counts.add(point);
        if (count > point.points) {
          // What nobody looks at costs only what is locked.
          await this.giveBack(taken);
          return { points: [point], refused: { point, wait } };
        }
        taken.push(point);
      }
      return { points: taken };
    } catch (err) {
      void this.giveBack(taken);
      throw err;
    }
  }

  // What comes after an attempt does not change its answer.
  private async tidy(act: () => Promise<unknown>): Promise<void> {
    const { timeout } = this.settings;
    try {
      await within(timeout, act(), () => new Error(`The counts have not changed in ${timeout} ms`));
    } catch (err) {
      this.app.coreLogger.warn('[tegg-passport] a count of logins stays too high: %s', (err as Error).message);
    }
  }
}
