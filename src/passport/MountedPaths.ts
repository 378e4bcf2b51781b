import { WiringError, type WiringErrorOptions } from '../decorator/WiringError';

/** The class behind a strategy. */
export type StrategyPlace = Pick<WiringErrorOptions, 'className' | 'file'>;

/** The paths on which strategies are mounted: Egg's router asks the first route of a path. */
export class MountedPaths {
  private readonly strategies = new Map<string, string>();

  /** @throws WiringError `mount_taken` */
  take(path: string, strategy: string, where: StrategyPlace): void {
    const other = this.strategies.get(path) ?? strategy;
    this.strategies.set(path, strategy);
    if (other === strategy) return;
    throw new WiringError(`'${other}' and '${strategy}' are both mounted on ${path}`, {
      ...where,
      code: 'mount_taken',
      fix: 'Give one of them another `loginURL` or `callbackURL`',
    });
  }
}
