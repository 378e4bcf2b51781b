import { DURATION_FIX, milliseconds } from '../../decorator/duration';
import type { ThrottleOptions } from '../../decorator/ThrottleOptions';
import type { ThrottleConfig } from './ThrottleConfig';

const SECOND = 1000;
// Node.js ends longer timers at once, and the counts with them.
const LONGEST = 24 * 24 * 60 * 60 * SECOND;

/** The options of a login's throttle. */
export const THROTTLE_OPTIONS: readonly string[] = [
  'points',
  'duration',
  'by',
  'account',
] satisfies (keyof ThrottleOptions)[];

/** What is wrong with a value, and what to write. */
export interface Problem {
  readonly problem: string;
  readonly fix: string;
}

type Check = (value: never) => boolean;

const CHECKS: Readonly<Record<keyof ThrottleConfig, { is: Check; fix: string }>> = {
  points: { is: arePoints, fix: 'Give a whole number above 0, or { account: 5, ip: 50 }' },
  duration: { is: isDuration, fix: `${DURATION_FIX}; a second at least, 24 days at most` },
  by: { is: areKeys, fix: "Give 'account', 'ip', or both in a list" },
  account: { is: (value: unknown) => typeof value === 'function', fix: 'Give a function of the request' },
  client: { is: (value: unknown) => typeof value === 'string', fix: 'Give the name of a client of egg-redis' },
};

/** What is wrong with options, where something is. A misspelled one would throttle less than somebody meant. */
export function throttleProblem(options: unknown, names: readonly string[]): Problem | undefined {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return { problem: `is ${shown(options)}`, fix: `Give options: ${names.join(', ')}` };
  }
  for (const [name, value] of Object.entries(options)) {
    if (!names.includes(name)) return { problem: `has no option '${name}'`, fix: `There are ${names.join(', ')}` };
    const { is, fix } = CHECKS[name as keyof ThrottleConfig];
    if (value !== undefined && !is(value as never)) {
      return { problem: `has ${shown(value)} for \`${name}\``, fix };
    }
  }
  return undefined;
}

// What is wrong may be anything, and some of it is no JSON.
function shown(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}

function arePoints(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return isCount(value);
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([key, points]) => isKey(key) && isCount(points));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isDuration(value: unknown): boolean {
  const time = milliseconds(value);
  return time !== undefined && time >= SECOND && time <= LONGEST;
}

function areKeys(value: unknown): boolean {
  const keys: unknown[] = [value].flat();
  return keys.length > 0 && keys.every(isKey);
}

function isKey(value: unknown): boolean {
  return value === 'account' || value === 'ip';
}
