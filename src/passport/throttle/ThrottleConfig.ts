import type { ThrottleOptions } from '../../decorator/ThrottleOptions';

/**
 * `config.passport.throttle`: with `points` and `duration` every login is throttled whose strategy
 * takes a password, and that does not say otherwise.
 */
export interface ThrottleConfig extends ThrottleOptions {
  /** The client of egg-redis that keeps the counts, where it has several. */
  client?: string;
}
