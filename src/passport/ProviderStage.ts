import { PassportError } from '../decorator/PassportError';
import { AuthenticationError } from './AuthenticationError';
import type { PassportStrategy } from './attempt';

/** The client of an OAuth 2 strategy: passport-oauth2's `_oauth2`. */
interface OAuthClient {
  _request?: (...args: unknown[]) => unknown;
}

/** A strategy on passport-oauth2. */
interface OAuthStrategy extends PassportStrategy {
  _oauth2?: OAuthClient;
}

/**
 * What happens between an OAuth strategy and its provider, until the strategy calls its verify
 * function. Errors of this stage carry in their code and message what the query or the provider
 * said, which egg-onerror would print: they become errors of ours with fixed texts, and stay
 * readable in `cause`. Errors of the application stay as they are.
 */
export class ProviderStage {
  private over = false;

  /** Follows the strategy of one attempt: `fail` hears what its callbacks throw, which nobody else would. */
  // Some strategies read a provider's answer without looking: a profile of `null` would end the process.
  watch(strategy: OAuthStrategy, fail: (err: unknown) => void): void {
    const client = strategy._oauth2;
    if (typeof client?._request !== 'function') return;
    const request = client._request;
    strategy._oauth2 = Object.create(client, {
      _request: {
        value(this: unknown, ...args: unknown[]) {
          const callback = args.pop() as (...answer: unknown[]) => unknown;
          const guarded = (...answer: unknown[]): void => {
            try {
              callback(...answer);
            } catch (err) {
              fail(err);
            }
          };
          return Reflect.apply(request, this, [...args, guarded]) as unknown;
        },
      },
    }) as OAuthClient;
  }

  /** The strategy calls its verify function: from here on errors are the application's. */
  end(): void {
    this.over = true;
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
