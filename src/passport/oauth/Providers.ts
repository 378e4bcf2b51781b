import type { Application, Context } from 'egg';
import { configKey } from '../../metadata/configKey';
import type { PassportStrategy, Stage } from '../attempt';
import { claimOf } from '../session/claimOf';
import type { Site } from '../Site';
import { callbackOf } from './callbackOf';
import { checkIssuer, type ExpectedIssuer } from './checkIssuer';
import { OAuth2Login } from './OAuth2Login';
import { oauthKind } from './oauthKind';
import { PendingFlows } from './PendingFlows';
import { providerSettings } from './ProviderSettings';
import { ProviderStage } from './ProviderStage';
import { keepsOwnState } from './keepsOwnState';

/** What the engine knows of OAuth providers. */
export class Providers {
  private readonly flows: PendingFlows;
  private readonly options = new Map<string, object>();

  constructor(
    private readonly app: Application,
    private readonly site: Site,
  ) {
    this.flows = new PendingFlows(claimOf(app, 'flows'));
  }

  /** The options with which a strategy was made, where they are not `config.passport<Name>` alone. */
  configure(strategy: string, options: object): void {
    this.options.set(strategy, options);
  }

  /** What is configured for a strategy. */
  configOf(strategy: string): object {
    const config = this.app.config as unknown as Record<string, object | undefined>;
    return this.options.get(strategy) ?? config[configKey(strategy)] ?? {};
  }

  /** What surrounds an attempt of this strategy; nothing, where no OAuth provider is asked. */
  stage(ctx: Context, name: string, strategy: PassportStrategy, options: object): Stage | undefined {
    const kind = oauthKind(strategy);
    if (!kind) return undefined;
    const { pkce, timeout, issuer: configured } = providerSettings(this.configOf(name), strategy);
    const isOpenID = kind === 'oidc';
    const stage = {
      options: this.placed(ctx, strategy, options),
      timeout,
      mayLeave: this.canPlace(strategy, options),
      isOpenID,
    };
    if (kind === 'oauth1') return new ProviderStage(stage);
    const callback = callbackOf(ctx, options);
    const issuer = isOpenID ? tokenIssuer(strategy) : callbackIssuer(configured);
    if (keepsOwnState(strategy, kind)) {
      // Codes come under names that we do not know, too.
      const mayExchange = callback !== undefined || !issuer?.always;
      const checkCallback = (): void => callback && checkIssuer(callback, issuer);
      return new ProviderStage({ ...stage, mayExchange, checkCallback });
    }
    const { state, ...others } = stage.options as { state?: unknown };
    const login = new OAuth2Login({
      ctx,
      strategy: name,
      flows: this.flows,
      callback,
      pkce,
      isOpenID,
      issuer,
      // passport-oauth2's `true` only asks for one.
      state: state === true ? undefined : state,
      origins: this.site.origins,
    });
    return new ProviderStage({ ...stage, options: others, login });
  }

  /** Whether a login with these options can say where the provider is to send the browser back. */
  canPlace(strategy: PassportStrategy, options: object): boolean {
    return !this.site.cannotPlace(callbackURLOf(strategy, options));
  }

  private placed(ctx: Context, strategy: PassportStrategy, options: object): object {
    const callbackURL = callbackURLOf(strategy, options);
    return callbackURL ? { ...options, callbackURL: this.site.redirectURI(callbackURL, ctx.path) } : options;
  }
}

// As passport's strategies find it.
function callbackURLOf(strategy: PassportStrategy, options: object): string | undefined {
  const { callbackURL } = options as { callbackURL?: string };
  return callbackURL || (strategy as { _callbackURL?: string })._callbackURL;
}

function callbackIssuer(issuer: string | undefined): ExpectedIssuer | undefined {
  return issuer === undefined ? undefined : { issuer, always: true };
}

// The ID token says it too: the callback need not.
function tokenIssuer({
  _issuer: issuer,
}: PassportStrategy & { readonly _issuer?: string }): ExpectedIssuer | undefined {
  return issuer === undefined ? undefined : { issuer, always: false };
}
