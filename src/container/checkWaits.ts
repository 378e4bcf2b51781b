import { WiringError } from '../decorator/WiringError';
import type { Where } from './whereOf';

/** Policies answer later: what stands behind them must be able to wait. */
export function checkWaits({ value, get, set }: PropertyDescriptor, where: () => Where): void {
  const isGenerator = (value as object | undefined)?.constructor.name === 'GeneratorFunction';
  if (!isGenerator && !get && !set) return;
  throw new WiringError(
    `the guard asks policies, for which ${isGenerator ? 'a generator' : 'an accessor'} cannot wait`,
    {
      ...where(),
      code: 'guard_options',
      fix: 'Make it an async method, or an async generator',
    },
  );
}
