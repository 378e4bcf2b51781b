import type { Context } from 'egg';
import { AuthState } from '../../../passport/AuthState';
import type { MapEntry, MapGuard } from '../../../passport/map/PassportMap';
import type { Passport } from '../../../passport/Passport';
import { RequestGuard } from '../../../passport/RequestGuard';
import type { AskedStrategy } from './askStrategy';
import type { Refused } from './Refused';
import { refusedBy } from './refusedBy';

/** A guard, and on what it stands. */
export interface AskedGuard {
  readonly kind: MapEntry['kind'];
  readonly guard: MapGuard;
}

/**
 * What the guard itself makes of its strategies' answers, before policies. It is the guard that requests
 * meet: whom it accepts is the user of the context afterwards.
 *
 * @returns why not, or nothing
 */
export async function hearGuard(
  passport: Passport,
  ctx: Context,
  { kind, guard }: AskedGuard,
  asked: readonly AskedStrategy[],
): Promise<Refused | undefined> {
  const engine = told(passport, guard, asked);
  const named = guard.strategies.length > 0;
  const requestGuard = new RequestGuard(engine, { ...guard, named, policies: [] });
  try {
    if (kind === 'route') {
      const refusal = await requestGuard.admit(ctx);
      return refusal && refusedBy(refusal);
    }
    // Off routes a guard asks whom the request has already: without names, the session's user too.
    if (named) await acceptFirst(engine, ctx, guard);
    await requestGuard.check(ctx);
    return undefined;
  } catch (err) {
    return refusedBy(err);
  }
}

// The engine, but that its strategies have answered already.
function told(passport: Passport, guard: MapGuard, asked: readonly AskedStrategy[]): Passport {
  const run = (_ctx: Context, name: string) => asked[guard.strategies.indexOf(name)].outcome();
  return Object.assign(Object.create(passport) as Passport, { run });
}

async function acceptFirst(passport: Passport, ctx: Context, guard: MapGuard): Promise<void> {
  const state = AuthState.of(ctx);
  state.accept(undefined, undefined);
  for (const strategy of guard.strategies) {
    const outcome = await passport.run(ctx, strategy);
    if (outcome.type === 'success') return state.accept(outcome.user, strategy);
  }
}
