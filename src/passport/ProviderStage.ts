import { PassportError } from '../decorator/PassportError';
import { AuthenticationError } from './AuthenticationError';
import type { PassportStrategy } from './attempt';

/**
 * What happens between an OAuth strategy and its provider, until the strategy calls its verify
 * function. Errors of this stage carry in their code and message what the query or the provider
 * said, which egg-onerror would print: they become errors of ours with fixed texts, and stay
 * readable in `cause`. Errors of the application stay as they are.
 */
export class ProviderStage {
  private over = false;

  /** Notices when the strategy of one attempt calls its verify function. */
  watch(strategy: PassportStrategy & { _verify?: unknown }): void {
    const verify = strategy._verify;
    if (typeof verify !== 'function') return;
    const watched = (...args: unknown[]): unknown => {
      this.over = true;
      return Reflect.apply(verify, strategy, args);
    };
    // Strategies look at the number of parameters to know what to pass.
    strategy._verify = Object.defineProperty(watched, 'length', { value: verify.length });
  }

  /** What an error of the attempt comes to. */
  translate(err: unknown): unknown {
    if (this.over || err instanceof PassportError) return err;
    const code = (err as { code?: unknown } | undefined)?.code;
    // The provider does not know the code of this callback: whoever sent it made it up, or sent it twice.
    if (code === 'invalid_grant')
      return new AuthenticationError(undefined, { code: 'credentials_invalid', cause: err });
    return new PassportError('The login provider could not complete this login', {
      code: 'provider_failed',
      status: code === 'temporarily_unavailable' ? 503 : 502,
      cause: err,
    });
  }
}
