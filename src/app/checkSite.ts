import { WiringError } from '../decorator/WiringError';
import type { SiteConfig } from '../passport/Site';

/** What the configuration says of this site must be addresses. */
export function checkSite({ baseURL, redirectOrigins = [] }: SiteConfig): void {
  if (baseURL !== undefined && !isAddress(baseURL)) {
    throw new WiringError(`config.passport.baseURL is ${JSON.stringify(baseURL)}`, {
      code: 'base_url',
      fix: "Give the address at which browsers find this application, like 'https://www.example.com'",
    });
  }
  for (const origin of Array.isArray(redirectOrigins) ? (redirectOrigins as unknown[]) : [redirectOrigins]) {
    if (isAddress(origin) && new URL(origin).pathname === '/') continue;
    throw new WiringError(`config.passport.redirectOrigins has ${JSON.stringify(origin)}`, {
      code: 'redirect_origins',
      fix: "Give a list of origins, like ['https://shop.example.com']",
    });
  }
}

function isAddress(url: unknown): url is string {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { protocol, username, password, search, hash } = new URL(url);
  return /^https?:$/.test(protocol) && !username && !password && !search && !hash;
}
