import { distance } from 'fastest-levenshtein';
import { DURATION_FIX, milliseconds } from '../decorator/duration';
import { WiringError } from '../decorator/WiringError';
import type { PassportConfig } from './typings';

// All of them: a key that is missing here does not compile.
const KEYS = Object.keys({
  loginURL: true,
  guard: true,
  roles: true,
  protectedResource: true,
  session: true,
  passwords: true,
  timeout: true,
  throttle: true,
  baseURL: true,
  redirectOrigins: true,
  audit: true,
} satisfies Record<keyof PassportConfig, true>);

// So many letters may be wrong in what was meant for a key.
const SLIP = 2;

/**
 * Refuses `config.passport` where a key looks like a misspelled one: with `gaurd: 'all'` everything
 * would be open. Other keys may be there: the application's own.
 *
 * @throws WiringError `passport_config`
 */
export function checkConfig(config: PassportConfig): void {
  for (const key of Object.keys(config).filter(name => !KEYS.includes(name))) {
    const meant = KEYS.find(known => distance(known.toLowerCase(), key.toLowerCase()) <= SLIP);
    if (meant) throw wrong(`there is no \`config.passport.${key}\``, `Did you mean \`${meant}\`?`);
  }
  if (config.timeout !== undefined && milliseconds(config.timeout) === undefined) {
    throw wrong('`config.passport.timeout` is no span of time', DURATION_FIX);
  }
  if (config.roles !== undefined && typeof config.roles !== 'function') {
    throw wrong('`config.passport.roles` is no function', 'Give a function that answers the roles of a user');
  }
  if (config.audit !== undefined && typeof config.audit !== 'boolean') {
    throw wrong('`config.passport.audit` is neither true nor false', 'Say one of them');
  }
}

function wrong(problem: string, fix: string): WiringError {
  return new WiringError(problem, { code: 'passport_config', fix });
}
