/** `true` where both types are the same, not merely assignable. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles with `true` only. */
export function holds<T extends true>(): T | undefined {
  return undefined;
}
