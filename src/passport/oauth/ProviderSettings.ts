import type { PassportStrategy } from '../attempt';

/** How a code challenge is made of its verifier (RFC 7636, section 4.2). */
export type PKCEMethod = 'S256' | 'plain';

/** What `config.passport<Name>` says of a provider beside the strategy's own options. */
export interface ProviderSettings {
  /** `false` for a provider that stumbles over PKCE. */
  readonly pkce: PKCEMethod | false;
  /** How long the provider may take for all of its answers to one login, in milliseconds. */
  readonly timeout: number;
  /** What every callback must carry as `iss` (RFC 9207). */
  readonly issuer?: string;
}

/** The same, as somebody has written them. */
interface Settings {
  readonly pkce?: unknown;
  readonly timeout?: unknown;
  readonly issuer?: unknown;
}

const TIMEOUT = 10_000;

/** The settings of a strategy, checked at boot. */
export function providerSettings(
  config: Settings,
  strategy: PassportStrategy & { readonly _pkceMethod?: unknown },
): ProviderSettings {
  const { pkce = strategy._pkceMethod, timeout = TIMEOUT, issuer } = config;
  return {
    pkce: pkce === false || pkce === 'plain' ? pkce : 'S256',
    timeout: Number(timeout),
    issuer: issuer as string | undefined,
  };
}

/** What of a provider's configuration makes no sense; nothing, when all of it does. */
export function wrongSetting({ pkce, timeout, issuer }: Settings): keyof Settings | undefined {
  if (![undefined, true, false, 'S256', 'plain'].includes(pkce as string)) return 'pkce';
  if (issuer !== undefined && (typeof issuer !== 'string' || issuer === '')) return 'issuer';
  const isTime = timeout === undefined || (Number.isSafeInteger(timeout) && Number(timeout) > 0);
  return isTime ? undefined : 'timeout';
}
