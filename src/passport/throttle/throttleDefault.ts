import type { ThrottleOptions } from '../../decorator/ThrottleOptions';
import { WiringError } from '../../decorator/WiringError';
import type { ThrottleConfig } from './ThrottleConfig';
import { THROTTLE_OPTIONS, throttleProblem } from './throttleProblem';

/** What `config.passport.throttle` says. */
export interface ThrottleDefault {
  /** Whether logins are throttled that say nothing. */
  readonly isOn: boolean;
  /** What logins need not say. */
  readonly options: ThrottleOptions;
  /** The client of egg-redis. */
  readonly client?: string;
}

/** @throws WiringError `throttle_options` */
export function throttleDefault(config: ThrottleConfig | false = {}): ThrottleDefault {
  if (config === false) return { isOn: false, options: {} };
  const bad = throttleProblem(config, [...THROTTLE_OPTIONS, 'client']);
  if (bad) throw wrong(bad.problem, bad.fix);
  const { client, ...options } = config;
  const says = Object.keys(options).length > 0;
  const isWhole = options.points !== undefined && options.duration !== undefined;
  // Half of it would look like a throttle, and be none.
  if (says && !isWhole) throw wrong('says no `points` or no `duration`', 'Give both, or none');
  return { isOn: says, options, client };
}

function wrong(problem: string, fix: string): WiringError {
  return new WiringError(`\`config.passport.throttle\` ${problem}`, { code: 'throttle_options', fix });
}
