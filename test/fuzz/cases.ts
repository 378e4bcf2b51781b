import * as fc from 'fast-check';

/** How many times more cases than usual. */
const FACTOR = Number(process.env.FUZZ_RUNS ?? 1);
if (!(FACTOR > 0)) throw new Error(`FUZZ_RUNS is a factor, not ${String(process.env.FUZZ_RUNS)}`);
// The same values every time, unless told otherwise. A failure prints its own.
const SEED = Number(process.env.FUZZ_SEED ?? 20_260);
if (!Number.isInteger(SEED)) throw new Error(`FUZZ_SEED is a whole number, not ${String(process.env.FUZZ_SEED)}`);

/** Where a case is decided: at the function that decides, or by a whole application over a socket. */
export type Place = 'functions' | 'requests';

/** How many cases there have been. */
export const counts: Record<Place, number> = { functions: 0, requests: 0 };

/** How many cases over sockets there must be at least. */
export const ENOUGH = 20_000 * Math.min(FACTOR, 1);

/** How long a test may take that does so many times more. */
export const TIMEOUT = 120_000 * Math.max(FACTOR, 1);

/** Checks what must hold for every value, so many times. */
export async function forAll<T>(
  place: Place,
  runs: number,
  values: fc.Arbitrary<T>,
  holds: (value: T) => void | Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(values, async value => {
    await holds(value);
    counts[place]++;
  });
  await fc.assert(property, { seed: SEED, numRuns: Math.ceil(runs * FACTOR) });
}
