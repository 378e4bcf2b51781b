import type { Context } from 'egg';
import type { Guard } from '../metadata/Guard';
import type { AuthFailure } from './AuthOutcome';
import type { AuthenticationError } from './AuthenticationError';
import { AuthState } from './AuthState';
import type { Engine } from './Engine';
import { isNobody } from './isNobody';
import { noStore } from './noStore';
import type { PreparedPolicy } from './PolicyRegistry';
import { refuse } from './refuse';
import { sessionDecision } from './trace/sessionDecision';

const SESSION = { kind: 'strategy', name: 'session' } as const;
const NO_SESSION_USER: readonly AuthFailure[] = [{ strategy: 'session' }];

/** Who a guard found: the user and the strategy that accepted, or why there is none. */
type Found =
  | { readonly user: unknown; readonly strategy: string }
  | { readonly user?: undefined; readonly failures: readonly AuthFailure[] };

/** Why a request must not go on, or nothing. */
export type Verdict = AuthenticationError | undefined;

/** A guard at work: everything that can be known about it is known at boot. */
export class RequestGuard {
  readonly optional: boolean;
  /** Whether a browser may come back with a session that opens it. */
  readonly namesSession: boolean;
  private readonly sessionOnly: boolean;
  private readonly policies: readonly PreparedPolicy[];

  constructor(
    private readonly engine: Engine,
    readonly guard: Guard,
  ) {
    this.optional = guard.optional;
    this.namesSession = guard.strategies.includes('session');
    this.sessionOnly = this.namesSession && guard.strategies.length === 1;
    this.policies = engine.policies.prepare(guard.policies);
  }

  /**
   * Looks at a request: the first strategy that accepts wins, and from then on the request's user is
   * whom it accepted, and nobody else. Answers at once where nothing must be waited for: a promise
   * costs more than the rest.
   *
   * @returns why the request must not go on; nothing, when it may
   * @throws AuthorizationError when a policy says no; what a strategy or policy throws
   */
  admit(ctx: Context): Verdict | Promise<Verdict> {
    const state = AuthState.of(ctx);
    if (!this.optional) noStore(ctx);
    if (!this.sessionOnly) return this.find(ctx).then(found => this.admitFound(ctx, state, found));
    this.engine.trace?.note(SESSION, sessionDecision(state));
    if (isNobody(state.sessionUser)) return this.noSessionUser(ctx, state);
    state.accept(state.sessionUser, 'session');
    return this.admitUser(ctx, state);
  }

  /**
   * Asks the user whom the request has, off HTTP routes.
   *
   * @returns a promise where policies must be asked
   * @throws AuthenticationError, AuthorizationError
   */
  check(ctx: Context | undefined): Promise<void> | undefined {
    const state = AuthState.peek(ctx);
    const known = state && !isNobody(state.user) && this.acceptsStrategy(state.strategy);
    if (this.optional && !known) return undefined;
    if (ctx) noStore(ctx);
    if (!ctx || !known) {
      if (!state?.isAuthenticated()) state?.knownSessionUser();
      throw refuse(
        this.engine,
        ctx,
        this.guard.strategies.map(strategy => ({ strategy })),
        'unauthenticated',
      );
    }
    if (!this.isFresh(state)) throw this.notFresh(ctx, state);
    return this.policies.length ? this.engine.authorizer.demand(ctx, state.user, this.policies) : undefined;
  }

  private admitFound(ctx: Context, state: AuthState, found: Found): Verdict | Promise<Verdict> {
    if ('failures' in found) return this.nobody(ctx, state, found.failures);
    state.accept(found.user, found.strategy);
    return this.admitUser(ctx, state);
  }

  private admitUser(ctx: Context, state: AuthState): Verdict | Promise<Verdict> {
    noStore(ctx);
    if (!this.isFresh(state)) return this.notFresh(ctx, state);
    if (!this.policies.length) return undefined;
    return this.engine.authorizer.demand(ctx, state.user, this.policies).then(() => undefined);
  }

  private notFresh(ctx: Context, state: AuthState): AuthenticationError {
    return refuse(this.engine, ctx, NO_SESSION_USER, 'reauthentication_required', state);
  }

  private acceptsStrategy(strategy: string | undefined): boolean {
    return !this.guard.named || (strategy !== undefined && this.guard.strategies.includes(strategy));
  }

  private nobody(ctx: Context, state: AuthState, failures: readonly AuthFailure[]): Verdict {
    if (!this.optional) return refuse(this.engine, ctx, failures, 'unauthenticated');
    state.accept(undefined, undefined);
    return undefined;
  }

  private noSessionUser(ctx: Context, state: AuthState): Verdict {
    if (!this.optional) state.knownSessionUser();
    return this.nobody(ctx, state, NO_SESSION_USER);
  }

  // One that redirects or has nothing to say has not accepted; one that breaks throws.
  private async find(ctx: Context): Promise<Found> {
    const failures: AuthFailure[] = [];
    for (const strategy of this.guard.strategies) {
      const outcome = await this.engine.run(ctx, strategy);
      if (outcome.type === 'success') return { user: outcome.user, strategy };
      failures.push(...(outcome.type === 'fail' ? outcome.failures : [{ strategy }]));
    }
    return { failures };
  }

  // Only the session knows when somebody logged in.
  private isFresh({ strategy, login }: AuthState): boolean {
    const { maxAge, freshStrategy } = this.guard;
    if (maxAge === undefined) return true;
    if (strategy !== 'session' || login?.at === undefined) return false;
    const age = Date.now() - login.at;
    return age >= 0 && age <= maxAge && (freshStrategy === undefined || login.strategy === freshStrategy);
  }
}
