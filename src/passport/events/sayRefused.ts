import type { Context } from 'egg';
import type { AuthFailure } from '../AuthOutcome';
import type { AuthState } from '../AuthState';
import type { Engine } from '../Engine';
import { logRefusal } from '../logRefusal';
import { userIdOf } from './userIdOf';

/** A refusal: for the debug log, and for those who hear of events. */
export interface Refusal {
  readonly failures: readonly AuthFailure[];
  /** Its code. */
  readonly reason: string;
  /** Who was refused, where the refusal is one of somebody known. */
  readonly known?: AuthState;
}

/** Says that somebody was refused, once a refusal. */
export function sayRefused(
  { events }: Pick<Engine, 'events'>,
  ctx: Context | undefined,
  { failures, reason, known }: Refusal,
): void {
  logRefusal(failures);
  events.emit('refused', ctx, () => ({
    reason: String(reason),
    userId: known && idOf(known),
    strategy: failures.map(({ strategy }) => strategy).join(',') || undefined,
    policy: failures.find(({ policy }) => policy)?.policy,
  }));
}

function idOf({ user, strategy, login }: AuthState): string | number | undefined {
  return userIdOf(user, strategy === 'session' ? login?.user : undefined);
}
