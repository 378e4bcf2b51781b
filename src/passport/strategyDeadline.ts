import { milliseconds, type Duration } from '../decorator/duration';

const DEADLINE = 30_000;

/** How long a strategy may take, its verify function included, in milliseconds. */
export function strategyDeadline({ timeout }: { readonly timeout?: Duration }): number {
  return milliseconds(timeout) ?? DEADLINE;
}
