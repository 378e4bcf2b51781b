const UNITS = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 };

/** An age, to the millisecond, in the largest unit that says it: `10m`, `90s`; or, long, `10 minutes`. */
export function ageText(age: number, { long = false } = {}): string {
  const [unit, size] = Object.entries(UNITS).find(entry => age % entry[1] === 0) ?? ['millisecond', 1];
  const count = age / size;
  if (long) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  return `${count}${unit === 'millisecond' ? 'ms' : unit[0]}`;
}
