import type { AttemptResult } from '../attempt';
import type { Decision } from './Decision';
import { thrownDecision } from './thrownDecision';
import { wholeStatus } from './wholeStatus';

/** What a strategy came to. */
export function attemptDecision(result: AttemptResult): Decision {
  switch (result.type) {
    case 'success':
    case 'pass':
      return { outcome: result.type };
    case 'fail': {
      const { status = 401, error } = result.failure;
      return { ...(error && thrownDecision(error)), outcome: 'fail', status: wholeStatus(status) };
    }
    case 'redirect':
    case 'response':
      return { outcome: result.type, status: wholeStatus(result.status) };
  }
}
