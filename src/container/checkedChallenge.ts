import { WiringError } from '../decorator/WiringError';
import { isHeaderValue } from '../passport/challenge';
import type { ClassEntry } from './ClassEntry';
import { whereOf } from './whereOf';

/**
 * The challenge of a strategy class, which must fit a header.
 *
 * @throws WiringError `strategy_options`
 */
export function checkedChallenge({ clazz }: ClassEntry, challenge: string): string {
  if (isHeaderValue(challenge)) return challenge;
  throw new WiringError(`the challenge ${JSON.stringify(challenge)} cannot stand in a header`, {
    ...whereOf(clazz),
    code: 'strategy_options',
    fix: 'Use characters of Latin-1, and no line breaks',
  });
}
