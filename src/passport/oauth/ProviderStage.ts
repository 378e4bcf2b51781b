import { PassportError } from '../../decorator/PassportError';
import type { AttemptResult, PassportStrategy, Stage } from '../attempt';
import { guardedClient } from './guardedClient';
import type { OAuthClient } from './OAuthClient';
import type { OAuth2Login } from './OAuth2Login';
import { OpenIDAnswers } from './OpenIDAnswers';
import { baseURLMissing, providerError, providerTimeout } from './providerErrors';

/** A strategy on passport-oauth2, or on passport-openidconnect. */
interface OAuthStrategy extends PassportStrategy {
  _oauth2?: OAuthClient;
  readonly _issuer?: unknown;
  readonly _userInfoURL?: unknown;
}

/** What a {@link ProviderStage} is told. */
export interface ProviderStageOptions {
  /** What the strategy is told. */
  readonly options: object;
  /** How long the provider may take for all of its answers, in milliseconds. */
  readonly timeout: number;
  /** Whether the provider can be told where to send the browser back. */
  readonly mayLeave: boolean;
  /** Whether the provider speaks OpenID Connect. */
  readonly isOpenID?: boolean;
  /** State and PKCE, of a strategy that leaves them to us. */
  readonly login?: OAuth2Login;
  /** Whether one that does not may exchange a code. It may, where nothing is said. */
  readonly mayExchange?: boolean;
  /** Of such a one, what else its callback must be. Throws when it is not. */
  readonly checkCallback?: () => void;
}

/**
 * What happens between an OAuth strategy and its provider, until the strategy calls its verify
 * function. It has a deadline, and its errors are errors of ours with fixed texts: what the query or
 * the provider said would be printed. Errors of the application stay as they are.
 */
export class ProviderStage implements Stage {
  readonly options: object;
  private readonly login: OAuth2Login | undefined;
  private readonly abort = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private over = false;

  constructor(private readonly about: ProviderStageOptions) {
    this.options = about.options;
    this.login = about.login;
  }

  async begin(strategy: OAuthStrategy, fail: (err: unknown) => void): Promise<void> {
    this.about.checkCallback?.();
    await this.login?.begin(strategy);
    this.timer = setTimeout(() => {
      this.abort.abort();
      fail(providerTimeout());
    }, this.about.timeout);
    if (!strategy._oauth2) return;
    const { isOpenID, mayExchange: may = true } = this.about;
    const { verifier, mayExchange = may } = this.login ?? {};
    const answers = isOpenID ? this.answersTo(strategy) : undefined;
    const limits = { signal: this.abort.signal, verifier, mayExchange, answers, fail };
    strategy._oauth2 = guardedClient(strategy._oauth2, limits);
  }

  verify(args: readonly unknown[]): boolean {
    if (this.abort.signal.aborted) return false;
    clearTimeout(this.timer);
    if (args.some(isNobodysProfile)) throw new Error('The provider names nobody');
    this.over = true;
    return true;
  }

  settle(result: AttemptResult): AttemptResult {
    // What a strategy says before it knows the user may come from the query.
    if (result.type === 'fail' && !this.over) {
      const { strategy, status } = result.failure;
      return { type: 'fail', failure: { strategy, status } };
    }
    if (result.type === 'redirect' && !this.about.mayLeave) throw baseURLMissing();
    return this.login?.settle(result) ?? result;
  }

  translate(err: unknown): unknown {
    return this.over || err instanceof PassportError ? err : providerError(err);
  }

  end(): void {
    clearTimeout(this.timer);
    this.abort.abort();
  }

  private answersTo({ _issuer: issuer, _userInfoURL: userInfoURL, _oauth2: client }: OAuthStrategy): OpenIDAnswers {
    return new OpenIDAnswers({ issuer, userInfoURL, clientID: client?._clientId, request: this.login?.openID });
  }
}

// Strategies make a text of whatever id a profile has: all who have none would be one and the same user.
function isNobodysProfile(arg: unknown): boolean {
  if (typeof arg !== 'object' || arg === null || !Object.hasOwn(arg, 'id') || !Object.hasOwn(arg, 'provider'))
    return false;
  const { id } = arg as { id: unknown };
  return ['', 'undefined', 'null', 'NaN', '[object Object]'].includes(String(id));
}
