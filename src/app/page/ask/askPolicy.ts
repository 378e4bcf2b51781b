import type { Context } from 'egg';
import type { MapGuard } from '../../../passport/map/PassportMap';
import type { Passport } from '../../../passport/Passport';
import { within } from '../../../passport/session/within';
import { policyWords } from '../accessCell';
import type { Reason } from './Answer';
import type { Refused } from './Refused';
import { refusedBy } from './refusedBy';
import { policyInUse } from './policyInUse';
import { errorWords } from './words';

// A policy has no deadline of its own, and whoever asks should get an answer.
const DEADLINE = 10_000;

const ALIKE = 'cannot be asked here: guards give it different arguments that look alike as data';

/** A policy that was asked. */
export interface AskedPolicy {
  readonly reason: Reason;
  /** Where it did not say yes: what that makes of the request. */
  readonly refused?: Refused;
}

/** Asks a policy about a user whom a guard accepted. */
export async function askPolicy(
  passport: Passport,
  ctx: Context,
  user: unknown,
  use: MapGuard['policies'][number],
): Promise<AskedPolicy> {
  const name = policyWords(use);
  const said = (outcome: Reason['outcome'], reason: string): Reason => ({ of: 'policy', name, outcome, reason });
  const no = { allowed: false, status: 403, title: 'No', detail: `The policy ${name} does not say yes.` } as const;
  try {
    const inUse = policyInUse(passport, use);
    if (!inUse)
      return {
        reason: said('error', ALIKE),
        refused: { ...no, status: 500, title: 'No answer', detail: `The policy ${name} ${ALIKE}.` },
      };
    const asked = Promise.resolve(inUse.can?.(user, ctx, undefined, inUse.args));
    const answer = await within(DEADLINE, asked, tooLate);
    if (answer === true) return { reason: said('yes', 'says yes') };
    return { reason: said('no', answer === false ? 'says no' : 'does not say true, which is a no'), refused: no };
  } catch (err) {
    return { reason: said('error', errorWords(err)), refused: refusedBy(err) };
  }
}

function tooLate(): Error {
  return new Error('it has not answered in time');
}
