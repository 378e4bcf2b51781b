import { kitError } from './kitError';

/** The time of a login as a test gives it, in milliseconds since the epoch; now, when it gives none. */
export function timeOf(at: number | Date = Date.now()): number {
  const time = at instanceof Date ? at.getTime() : at;
  if (Number.isFinite(time)) return time;
  throw kitError('`at` is no time: give a Date, or milliseconds since the epoch');
}
