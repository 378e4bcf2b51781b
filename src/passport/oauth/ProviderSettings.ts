import type { PassportStrategy } from '../attempt';

/** How a code challenge is made of its verifier (RFC 7636, section 4.2). */
export type PKCEMethod = 'S256' | 'plain';

/** What `config.passport<Name>` says of a provider beside the strategy's own options. */
export interface ProviderSettings {
  /** `false` for a provider that stumbles over PKCE. */
  readonly pkce: PKCEMethod | false;
  /** How long the provider may take for all of its answers to one login, in milliseconds. */
  readonly timeout: number;
}

const TIMEOUT = 10_000;

/** The settings of a strategy, checked at boot. */
export function providerSettings(
  config: { readonly pkce?: unknown; readonly timeout?: unknown },
  strategy: PassportStrategy & { readonly _pkceMethod?: unknown },
): ProviderSettings {
  const { pkce = strategy._pkceMethod, timeout = TIMEOUT } = config;
  return { pkce: pkce === false || pkce === 'plain' ? pkce : 'S256', timeout: Number(timeout) };
}

/** What of a provider's configuration makes no sense; nothing, when all of it does. */
export function wrongSetting({ pkce, timeout }: { pkce?: unknown; timeout?: unknown }): 'pkce' | 'timeout' | undefined {
  if (![undefined, true, false, 'S256', 'plain'].includes(pkce as string)) return 'pkce';
  const isTime = timeout === undefined || (Number.isSafeInteger(timeout) && Number(timeout) > 0);
  return isTime ? undefined : 'timeout';
}
