import ms, { type StringValue } from 'ms';

/** A span of time: milliseconds, or text like `'10m'` or `'2 hours'` as the package `ms` reads it. */
export type Duration = number | StringValue;

/** What to write where a span of time is none. */
export const DURATION_FIX = "Give milliseconds, or text like '10m'";

/** Milliseconds; nothing where it is no span of time, or not more than nothing. */
export function milliseconds(duration: unknown): number | undefined {
  const value = typeof duration === 'number' ? duration : parsed(duration);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

// The package throws at what is no text, or too much of it.
function parsed(text: unknown): number {
  try {
    return ms(text as StringValue);
  } catch {
    return NaN;
  }
}
