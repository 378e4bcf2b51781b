import { WiringError } from '../decorator/WiringError';

/** What a password's hash costs: Argon2id's parameters, RFC 9106, section 3.1. */
export interface PasswordCost {
  /** Memory in KiB, 19,456 by default. */
  memoryCost?: number;
  /** Passes over the memory, 2 by default. */
  timeCost?: number;
  /** Threads, 1 by default. */
  parallelism?: number;
}

// OWASP's Password Storage Cheat Sheet for Argon2id.
const DEFAULT: Required<PasswordCost> = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const MIN_MEMORY_PER_THREAD = 8;

/**
 * The cost that the configuration asks for.
 *
 * @param configured `config.passport.passwords`
 * @throws WiringError `password_cost`
 */
export function passwordCost(configured: PasswordCost | undefined): Required<PasswordCost> {
  const { memoryCost, timeCost, parallelism } = { ...DEFAULT, ...configured };
  const areCounts = [memoryCost, timeCost, parallelism].every(count => Number.isInteger(count) && count > 0);
  if (areCounts && memoryCost >= MIN_MEMORY_PER_THREAD * parallelism) return { memoryCost, timeCost, parallelism };
  throw new WiringError(`config.passport.passwords is ${JSON.stringify(configured)}`, {
    code: 'password_cost',
    fix: `Give whole numbers above zero, and at least ${MIN_MEMORY_PER_THREAD} KiB of memory for each thread`,
  });
}
