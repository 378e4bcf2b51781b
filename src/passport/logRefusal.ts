import createDebug from 'debug';
import type { AuthFailure } from './AuthOutcome';

const debug = createDebug('tegg-passport');

/** One line a refusal, with `DEBUG=tegg-passport`: who refused and why. No header, token or user is in it. */
export function logRefusal(failures: readonly AuthFailure[]): void {
  if (!debug.enabled) return;
  const said = failures.map(({ strategy, policy, reason, status }) => ({ strategy, policy, reason, status }));
  debug('refused: %s', JSON.stringify(said));
}
