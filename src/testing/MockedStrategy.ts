import type { PassportStrategy, Stage } from '../passport/attempt';

/** A strategy as a test wants it. */
export interface MockedStrategy {
  /** What runs in the place of the registered one. */
  strategy(registered: PassportStrategy): PassportStrategy;
  /** What surrounds it; nothing, where nothing did. */
  stage(surrounding: Stage | undefined, options: object): Stage | undefined;
}
