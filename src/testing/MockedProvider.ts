import { PassportError } from '../decorator/PassportError';
import { AuthenticationError } from '../passport/AuthenticationError';
import type { PassportStrategy, Stage } from '../passport/attempt';
import { isNobody } from '../passport/isNobody';
import { withParameters } from '../passport/oauth/withParameters';
import type { Answered } from '../passport/oauth/OAuthClient';
import type { Grants } from './Grants';
import type { MockedStrategy } from './MockedStrategy';

/** Whom a mocked provider is asked about, and what it says. */
export interface MockedProviderOptions {
  /** Name of the strategy. */
  readonly name: string;
  /** The profile, an error, or a refusal. */
  readonly outcome: unknown;
  readonly grants: Grants;
  /** Who the provider says that it is, where it is to say so (RFC 9207). */
  readonly issuer?: string;
}

/** A strategy without its client: what it would ask the provider is answered here. */
export type WithoutProvider = PassportStrategy & Record<string, unknown>;

// Where the engine leaves a strategy alone.
const NO_STAGE = {
  begin: async () => {},
  verify: () => true,
  settle: <T>(result: T): T => result,
  translate: (err: unknown) => err,
  end: () => {},
};

/** A strategy that asks a provider. All of it runs, but for its requests to the provider and the provider's pages. */
export abstract class MockedProvider implements MockedStrategy {
  constructor(protected readonly about: MockedProviderOptions) {}

  strategy(registered: PassportStrategy): PassportStrategy {
    return registered;
  }

  stage(surrounding: Stage | undefined, options: object): Stage {
    const stage = surrounding ?? { ...NO_STAGE, options };
    return {
      options: stage.options,
      begin: async (strategy, fail) => {
        // Before the engine puts its limits around the client: strategies keep the client that they were made with.
        this.replaceClient(strategy as WithoutProvider, fail);
        return stage.begin(strategy, fail);
      },
      verify: args => stage.verify(args),
      settle: result => {
        const settled = stage.settle(result);
        return settled.type === 'redirect' ? { ...settled, url: this.sendBack(settled.url) } : settled;
      },
      translate: err => stage.translate(err),
      end: () => stage.end(),
    };
  }

  /** Puts answers in the place of the strategy's requests. */
  protected abstract replaceClient(strategy: WithoutProvider, fail: (err: unknown) => void): void;

  /** Where the provider sends a browser that has come to this address. */
  protected abstract sendBack(url: string): string;

  protected get isRefusal(): boolean {
    const { outcome } = this.about;
    return isNobody(outcome) || outcome instanceof AuthenticationError;
  }

  /** The callback: without its site, so that a test can ask for it. */
  protected callback(url: string | null | undefined, parameters: Readonly<Record<string, string>>): string {
    const { pathname, search } = new URL(url ?? `/passport/${this.about.name}/callback`, 'http://localhost');
    return withParameters(pathname + search, parameters);
  }

  /** What the strategy hands to `validate`. */
  protected profileOf(outcome: unknown): object {
    return { provider: this.about.name, ...(outcome as object) };
  }

  /** The provider fails in this way; errors of ours stand for themselves. */
  protected breakDown(outcome: Error & { code?: unknown }, done: Answered, fail: (err: unknown) => void): void {
    if (outcome instanceof PassportError) return fail(outcome);
    const error = typeof outcome.code === 'string' ? outcome.code : 'server_error';
    return void done({ statusCode: 500, data: JSON.stringify({ error }) });
  }

  /** As from a network: later, where nobody would catch what is thrown. */
  protected later(fail: (err: unknown) => void, act: () => unknown): void {
    setImmediate(() => {
      try {
        act();
      } catch (err) {
        fail(err);
      }
    });
  }
}
