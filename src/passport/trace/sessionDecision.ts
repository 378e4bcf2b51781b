import type { AuthState } from '../AuthState';
import { isNobody } from '../isNobody';
import type { Decision } from './Decision';
import { thrownDecision } from './thrownDecision';

/** What a guard of the session alone comes to, which runs no strategy. */
export function sessionDecision({ sessionUser, unavailable }: AuthState): Decision {
  if (!isNobody(sessionUser)) return { outcome: 'success' };
  return unavailable ? thrownDecision(unavailable) : { outcome: 'fail', status: 401 };
}
