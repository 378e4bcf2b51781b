import type { EggSessionConfig } from './EggSessionConfig';

/** What the application's configuration takes away from the session's cookie, in words for its log. */
export function cookieWeaknesses({ httpOnly, secure, sameSite, encrypt, signed }: EggSessionConfig): string[] {
  const weaknesses: string[] = [];
  if (httpOnly === false)
    weaknesses.push('is not HttpOnly: scripts of the page can read it. Take away `httpOnly: false`');
  if (secure === false) weaknesses.push('is not Secure: it travels without TLS too. Take away `secure: false`');
  if (!sameSite || String(sameSite).toLowerCase() === 'none')
    weaknesses.push("has no SameSite: requests from other sites carry it. Say `sameSite: 'lax'`, or nothing");
  if (!encrypt && signed === false)
    weaknesses.push(
      'is neither encrypted nor signed: anybody can write one. Take away `encrypt: false` and `signed: false`',
    );
  return weaknesses;
}
