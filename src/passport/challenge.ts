import { pascalCase } from '../metadata/configKey';

// A browser opens its own password dialog for these: only for who asked for it.
const OPENS_A_DIALOG = new Set(['basic', 'digest', 'negotiate', 'ntlm']);

/** The challenge of the session: log in. */
export function sessionChallenge(realm: string): string {
  return `Session realm="${quoted(realm)}"`;
}

/** The challenge of a strategy that gives none of its own, so that every 401 carries one (RFC 9110, section 11.6.1). */
export function defaultChallenge(strategy: string, realm: string): string {
  const scheme = pascalCase(strategy);
  return OPENS_A_DIALOG.has(scheme.toLowerCase()) || !scheme
    ? sessionChallenge(realm)
    : `${scheme} realm="${quoted(realm)}"`;
}

/** A Bearer challenge that answers a token says so, and one that answers none does not (RFC 6750, section 3.1). */
export function sayInvalidToken(challenge: string, authorization: string): string {
  if (!/^bearer\b(?!.*\berror=)/i.test(challenge) || !/^bearer +\S/i.test(authorization)) return challenge;
  return `${challenge}${/=/.test(challenge) ? ',' : ''} error="invalid_token"`;
}

/** Whether Node.js takes this as a header's value. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]+$/.test(value);
}

function quoted(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&');
}
