import ms, { type StringValue } from 'ms';
import { WiringError } from './WiringError';
import type { Target } from './target';

/** A span of time: milliseconds, or text like `'10m'` or `'2 hours'` as the package `ms` reads it. */
export type Duration = number | StringValue;

/** Milliseconds. Throws where it is none, or not more than nothing. */
export function milliseconds(duration: Duration, option: string, { clazz, method }: Target): number {
  const value = typeof duration === 'number' ? duration : parsed(duration);
  if (Number.isFinite(value) && value > 0) return value;
  throw new WiringError(`${JSON.stringify(duration)} is no span of time for \`${option}\``, {
    code: 'guard_options',
    className: clazz.name,
    method,
    fix: "Give milliseconds, or text like '10m'",
  });
}

// The package throws at what is no text, or too much of it.
function parsed(text: StringValue): number {
  try {
    return ms(text);
  } catch {
    return NaN;
  }
}
