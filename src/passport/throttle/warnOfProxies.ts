import type { Application } from 'egg';

/** Says so where Egg believes what any client writes into `X-Forwarded-For`. */
export function warnOfProxies({ config, coreLogger }: Application): void {
  const { proxy, maxIpsCount, maxProxyCount } = config as {
    proxy?: boolean;
    maxIpsCount?: number;
    maxProxyCount?: number;
  };
  if (!proxy || maxIpsCount || maxProxyCount) return;
  coreLogger.warn(
    '[tegg-passport] attempts to log in are counted by address, and `config.proxy` takes addresses from anybody. Set `config.maxIpsCount` to the number of addresses that your own proxies write.',
  );
}
