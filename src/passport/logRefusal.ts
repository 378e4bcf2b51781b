import createDebug from 'debug';
import { asciiJson } from './asciiJson';
import type { AuthFailure } from './AuthOutcome';
import { wholeStatus } from './trace/wholeStatus';

const debug = createDebug('tegg-passport');

/** One line a refusal, with `DEBUG=tegg-passport`: who refused and why. No header, token or user is in it. */
export function logRefusal(failures: readonly AuthFailure[]): void {
  if (!debug.enabled) return;
  const said = failures.map(({ strategy, policy, reason, status }) => {
    return { strategy, policy, reason, status: wholeStatus(status) };
  });
  // A strategy's words may be those of a request.
  debug('refused: %s', asciiJson(said));
}
