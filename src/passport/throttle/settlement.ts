import type { PassportStrategy } from '../attempt';
import type { AuthOutcome } from '../AuthOutcome';
import { readSame, takesPassword } from '../passwordCredentials';
import type { Point } from './AttemptCounts';

/** A strategy of a login. */
export interface Tried {
  readonly name: string;
  readonly strategy: PassportStrategy;
}

/** What becomes of the points that an attempt has taken; those that are not here count. */
export interface Settlement {
  /** Their counts begin anew. */
  readonly cleared: readonly Point[];
  /** They were no guesses. */
  readonly back: readonly Point[];
}

/**
 * What an attempt costs, when its outcome is known.
 *
 * @param strategies those of the login, in order
 */
export function settlement(
  points: readonly Point[],
  strategies: readonly Tried[],
  outcome: Exclude<AuthOutcome, { type: 'fail' }>,
): Settlement {
  const isRight = outcome.type === 'success';
  const placeOf = (name: string): number => strategies.findIndex(tried => tried.name === name);
  const end = placeOf(outcome.strategy);
  const { strategy: last } = strategies[end];
  const isGuess = ({ strategy }: Point): boolean => {
    const place = placeOf(strategy);
    // Those behind the one that answered have not looked at anything.
    if (place > end) return false;
    // A page of its own, or a way to one, may be what a strategy says to a wrong password.
    if (place === end) return !isRight && takesPassword(last);
    // Those before it have refused what the request holds: another guess, unless they have read the same.
    return !(isRight && readSame(strategies[place].strategy, last));
  };
  const isCleared = ({ by, strategy }: Point): boolean => isRight && by === 'account' && strategy === outcome.strategy;
  return {
    cleared: points.filter(isCleared),
    back: points.filter(point => !isCleared(point) && !isGuess(point)),
  };
}
