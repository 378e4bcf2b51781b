import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'egg';
import { AuthenticationError } from '../AuthenticationError';
import type { AttemptResult, PassportStrategy } from '../attempt';
import { AuthState } from '../AuthState';
import { redirectTarget } from '../redirectTarget';
import { requireSession, sessionOf } from '../Session';
import type { Callback } from './callbackOf';
import { checkIssuer, type ExpectedIssuer } from './checkIssuer';
import type { Flow, OpenIDRequest } from './Flow';
import { openIDStore } from './openIDStore';
import type { PendingFlows } from './PendingFlows';
import { callbackError, stateInvalid } from './providerErrors';
import type { PKCEMethod } from './ProviderSettings';
import { withParameters } from './withParameters';

/** What an {@link OAuth2Login} is told. */
export interface OAuth2LoginOptions {
  readonly ctx: Context;
  /** Name of the strategy. */
  readonly strategy: string;
  readonly flows: PendingFlows;
  /** What the request is; a start, when it is no callback. */
  readonly callback: Callback | undefined;
  readonly pkce: PKCEMethod | false;
  /** Whether the strategy speaks OpenID Connect. */
  readonly isOpenID: boolean;
  /** Who must have sent the callback. */
  readonly issuer?: ExpectedIssuer;
  /** The application's own `state`. */
  readonly state: unknown;
  /** Further origins to which the login may lead. */
  readonly origins: ReadonlySet<string>;
}

/** The parts of a strategy that give way: state, PKCE and nonce are kept here, and the strategy keeps none. */
interface StatefulStrategy extends PassportStrategy {
  _stateStore?: unknown;
  _pkceMethod?: unknown;
  /** Whether passport-openidconnect makes a nonce. */
  _nonce?: unknown;
}

// passport-oauth2 tells stores apart by their arity.
const NO_STORE = {
  store: (_req: unknown, done: (err: unknown) => void): void => done(null),
  verify: (_req: unknown, _state: unknown, done: (err: unknown, ok: boolean) => void): void => done(null, true),
};

/**
 * One half of a login at an OAuth 2 provider: its start, or its callback.
 *
 * @see RFC 9700, section 2.1
 */
export class OAuth2Login {
  private flow: Flow | undefined;
  /** What an OpenID provider is asked for, when the strategy has begun a login. */
  private asked: OpenIDRequest | undefined;

  constructor(private readonly about: OAuth2LoginOptions) {}

  /** The code verifier of the flow that has come back. */
  get verifier(): string | undefined {
    return this.flow?.verifier;
  }

  /** What the flow that has come back had asked an OpenID provider for. */
  get openID(): (OpenIDRequest & { readonly at: number }) | undefined {
    return this.flow?.openID && { ...this.flow.openID, at: this.flow.at };
  }

  /** Whether a code may be exchanged: strategies find codes under names that we do not know. */
  get mayExchange(): boolean {
    return this.flow !== undefined;
  }

  /**
   * Before the strategy looks at the request: the flow is known and taken, or the request is refused.
   *
   * @throws AuthenticationError `state_invalid`, `issuer_invalid`, `access_denied`, `credentials_missing`; PassportError `provider_failed`;
   *   UnavailableError
   */
  async begin(strategy: StatefulStrategy): Promise<void> {
    const { callback, isOpenID } = this.about;
    if (isOpenID) {
      const asked = (request: OpenIDRequest): void => void (this.asked = request);
      Object.assign(strategy, { _stateStore: openIDStore(asked, () => this.openID), _nonce: true });
    } else if ('_stateStore' in strategy) {
      Object.assign(strategy, { _stateStore: NO_STORE, _pkceMethod: undefined });
    }
    if (callback) this.flow = await this.comeBack(callback);
  }

  /**
   * Sends the browser away with state and PKCE; adds to a success what its flow has kept.
   *
   * @throws AuthenticationError `credentials_missing`; PassportError `session_unavailable`
   */
  settle(result: AttemptResult): AttemptResult {
    if (result.type === 'redirect') {
      if (!this.about.callback) return { ...result, url: this.start(result.url) };
      // A strategy that found no code begins anew. A callback does not.
      if (this.about.callback.codes !== 'one' || this.asked) throw codeMissing();
    }
    if (result.type !== 'success' || !this.flow) return result;
    const { returnTo = null, state } = this.flow;
    return { ...result, returnTo, info: withState(result.info, state) };
  }

  private async comeBack(callback: Callback): Promise<Flow> {
    const { codes, state, error } = callback;
    const { ctx, strategy, flows, isOpenID, issuer } = this.about;
    const session = sessionOf(ctx);
    const flow = session && state !== undefined ? await flows.take(session, strategy, state) : undefined;
    // Of a session that could not be read nobody knows what it holds.
    if (!flow) throw AuthState.of(ctx).unavailable ?? stateInvalid();
    if (isOpenID && !flow.openID) throw stateInvalid();
    checkIssuer(callback, issuer);
    // Only now: anybody can send a browser here with an error.
    if (error !== undefined) throw callbackError(error);
    if (codes === 'unclear') throw codeMissing();
    return flow;
  }

  private start(url: string): string {
    const { ctx, strategy, flows, pkce, state } = this.about;
    const verifier = pkce ? randomBytes(32).toString('base64url') : undefined;
    const session = requireSession(ctx);
    const handle = flows.begin(session, {
      strategy,
      verifier,
      returnTo: this.wanted(session.returnTo),
      state,
      openID: this.asked,
    });
    return withParameters(url, {
      state: handle,
      ...(pkce && verifier && { code_challenge: challengeOf(verifier, pkce), code_challenge_method: pkce }),
    });
  }

  // A link to a login may say where it is to end: `/passport/github?returnTo=/cart`.
  private wanted(returnTo: unknown): string | undefined {
    const { ctx, origins } = this.about;
    const linked = new URLSearchParams(ctx.querystring).get('returnTo');
    return redirectTarget(linked, origins) ?? redirectTarget(returnTo, origins);
  }
}

// As passport-oauth2 does it.
function withState(info: unknown, state: unknown): unknown {
  return state === undefined || typeof info !== 'object' ? info : { ...info, state };
}

function codeMissing(): AuthenticationError {
  return new AuthenticationError(undefined, { code: 'credentials_missing', status: 400 });
}

// RFC 7636, section 4.2
function challengeOf(verifier: string, method: PKCEMethod): string {
  return method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
}
