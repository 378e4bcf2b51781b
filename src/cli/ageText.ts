const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** An age, to the millisecond, in the largest unit that says it: `10m`, `90s`. */
export function ageText(age: number): string {
  const [unit, size] = Object.entries(UNITS).find(entry => age % entry[1] === 0) ?? ['ms', 1];
  return `${age / size}${unit}`;
}
