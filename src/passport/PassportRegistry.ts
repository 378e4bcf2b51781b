import { Authenticator } from 'passport';
import type { PassportStrategy } from './attempt';
import type { StrategyRequest } from './StrategyRequest';

// passport's own types are about Express; this is what the engine uses of it.
interface Registry {
  use(name: string, strategy: PassportStrategy): this;
  use(strategy: PassportStrategy): this;
  unuse(name: string): this;
  transformAuthInfo(info: unknown, req: StrategyRequest, done: (err: unknown, info?: unknown) => void): void;
}
/** passport's `Authenticator`, as far as the engine stands on it. */
export const PassportRegistry = Authenticator as unknown as new () => Registry & {
  _strategies: Record<string, PassportStrategy>;
};
