import { DURATION_FIX, milliseconds } from '../../decorator/duration';
import type { ThrottleKey, ThrottleOptions } from '../../decorator/ThrottleOptions';
import type { Problem } from './throttleProblem';

/** What one login counts. */
export interface ThrottleSettings {
  /** How many there may be, of what is counted. The address first: one that is locked locks no account. */
  readonly limits: ReadonlyMap<ThrottleKey, number>;
  readonly seconds: number;
  readonly account?: ThrottleOptions['account'];
}

/** What the settings of a login come from. */
export interface ThrottleSource {
  /** What the login says. */
  readonly own?: ThrottleOptions;
  /** What `config.passport.throttle` says. */
  readonly config?: ThrottleOptions;
  /** Which of the login's strategies say which account is meant. */
  readonly knowing: 'all' | 'some' | 'none';
}

const KEYS: readonly ThrottleKey[] = ['ip', 'account'];

/**
 * What a login's options and the configuration come to.
 *
 * @returns the settings, or in words what is wrong with them
 */
export function throttleSettings({ own = {}, config = {}, knowing }: ThrottleSource): ThrottleSettings | Problem {
  const { points, duration, by, account }: ThrottleOptions = { ...config, ...own };
  const wanted = by === undefined ? KEYS : [by].flat();
  if (own.by !== undefined && wanted.includes('account') && knowing !== 'all' && !account) return UNKNOWN_ACCOUNT;
  const useless = uselessOption(own);
  if (useless) return useless;
  const isKnown = knowing !== 'none' || account !== undefined;
  const limits = new Map<ThrottleKey, number>();
  for (const key of KEYS.filter(name => wanted.includes(name) && (name !== 'account' || isKnown))) {
    const most = typeof points === 'object' ? points[key] : points;
    if (most === undefined)
      return { problem: `says no \`points\` for '${key}'`, fix: 'Say how many attempts there may be' };
    limits.set(key, most);
  }
  if (!limits.size) return UNKNOWN_ACCOUNT;
  const time = milliseconds(duration);
  // Redis counts in seconds, and less than one would have no end there.
  if (time === undefined) return { problem: 'says no `duration`', fix: DURATION_FIX };
  return { limits, seconds: Math.ceil(time / 1000), account };
}

// A login that counts one thing, and says something of the other, means something else.
function uselessOption({ by, points, account }: ThrottleOptions): Problem | undefined {
  if (by === undefined) return undefined;
  const left = KEYS.find(key => ![by].flat().includes(key));
  const useless = (what: string): Problem => ({
    problem: `says ${what}, and does not count by it`,
    fix: 'Name it in `by`, or leave it out',
  });
  if (left && typeof points === 'object' && points[left] !== undefined) return useless(`\`points\` for '${left}'`);
  return left === 'account' && account ? useless('`account`') : undefined;
}

const UNKNOWN_ACCOUNT: Problem = {
  problem: "counts by 'account', and not every strategy has a field that says which account is meant",
  fix: "Give `account`, a function of the request that says it, or count by 'ip' alone",
};
