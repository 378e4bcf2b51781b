import { WiringError } from '../decorator/WiringError';

const ONE_DAY = 86_400_000;

/**
 * Until when session cookies in Egg's own format open, in milliseconds since the epoch. By default
 * as long as one lives that was written just before this boot.
 *
 * @param option `config.passport.session.eggCookiesUntil`
 * @param maxAge `config.session.maxAge`
 * @throws WiringError `session_options`
 */
export function eggCookiesUntil(option: unknown, maxAge: unknown): number {
  if (option === undefined) return Date.now() + (typeof maxAge === 'number' ? maxAge : ONE_DAY);
  if (option === false) return 0;
  const until = option instanceof Date || typeof option === 'string' ? new Date(option).getTime() : Number.NaN;
  if (!Number.isNaN(until)) return until;
  throw new WiringError(`\`config.passport.session.eggCookiesUntil\` is ${JSON.stringify(option)}`, {
    code: 'session_options',
    fix: "Give a date like '2026-12-31', or false",
  });
}
