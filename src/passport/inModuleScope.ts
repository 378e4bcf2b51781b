import type { Context } from 'egg';

/** Runs a function where context objects of tegg are made: tegg has a scope of its own for them. */
export async function inModuleScope<T>(ctx: Context, fn: () => T | Promise<T>): Promise<T> {
  const { beginModuleScope } = ctx as unknown as { beginModuleScope?(scope: () => Promise<void>): Promise<void> };
  if (!beginModuleScope) return fn();
  let result: T | undefined;
  await beginModuleScope.call(ctx, async () => {
    result = await fn();
  });
  return result as T;
}
