import { WiringError } from '../../decorator/WiringError';
import type { ProtectedResourceConfig } from './ProtectedResource';

/**
 * Checks `config.passport.protectedResource`.
 *
 * @returns the URL of the resource
 * @throws WiringError `protected_resource`
 * @see RFC 9728, section 1.2: an `https` URL without a fragment; `http` here is for development
 */
export function checkProtectedResource(config: ProtectedResourceConfig): URL {
  const { resource, authorization_servers: servers, scopes_supported: scopes = [] } = config;
  const url = absoluteUrl(resource);
  if (!url) throw wrong('resource', 'Give the absolute https URL of what is guarded');
  const issuers = Array.isArray(servers) ? (servers as unknown[]) : [];
  if (!issuers.length || !issuers.every(absoluteUrl)) {
    throw wrong('authorization_servers', 'Name at least one authorization server, by its absolute https URL');
  }
  if (!Array.isArray(scopes) || !scopes.every(scope => typeof scope === 'string')) {
    throw wrong('scopes_supported', 'Give a list of scopes');
  }
  return url;
}

function absoluteUrl(value: unknown): URL | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return isSafe && !value.includes('#') && !url.username && !url.password ? url : undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}

// The value is not told: a URL may hold a password.
function wrong(key: string, fix: string): WiringError {
  return new WiringError(`\`config.passport.protectedResource.${key}\` is wrong`, { code: 'protected_resource', fix });
}
