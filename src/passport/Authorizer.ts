import type { Context } from 'egg';
import type { PolicyUse } from '../decorator/policy';
import { AuthenticationError } from './AuthenticationError';
import type { AuthFailure } from './AuthOutcome';
import { AuthorizationError } from './AuthorizationError';
import { AuthState } from './AuthState';
import type { Engine } from './Engine';
import { sayRefused } from './events/sayRefused';
import { isNobody } from './isNobody';
import type { PreparedPolicy } from './PolicyRegistry';
import { refuse } from './refuse';

/** Asks policies. */
export class Authorizer {
  constructor(private readonly engine: Engine) {}

  /**
   * Wants every policy's yes.
   *
   * @throws AuthorizationError at the first that says anything else; what a policy throws
   */
  async demand(ctx: Context, user: unknown, policies: readonly PreparedPolicy[], resource?: unknown): Promise<void> {
    for (const { name, args, can } of policies) {
      try {
        if ((await can?.(user, ctx, resource, args)) === true) continue;
      } catch (err) {
        if (isOwnRefusal(err)) this.sayNo(ctx, name, err.code);
        throw err;
      }
      const failures = this.sayNo(ctx, name, 'forbidden');
      throw new AuthorizationError(undefined, { failures, errors: this.engine.detailsOf(failures) });
    }
  }

  /** Whether the request's user may do this. Nobody may not. */
  async can(ctx: Context, use: PolicyUse, resource?: unknown): Promise<boolean> {
    const { args, can } = this.engine.policies.find(use);
    const { user } = AuthState.of(ctx);
    return !isNobody(user) && (await can?.(user, ctx, resource, args)) === true;
  }

  /**
   * Wants the request's user to be allowed to do this.
   *
   * @throws AuthenticationError where there is no user, AuthorizationError
   */
  async require(ctx: Context, use: PolicyUse, resource?: unknown): Promise<void> {
    const policy = this.engine.policies.find(use);
    const { user } = AuthState.of(ctx);
    if (isNobody(user)) throw refuse(this.engine, ctx, [{ strategy: 'session' }], 'unauthenticated');
    await this.demand(ctx, user, [policy], resource);
  }

  private sayNo(ctx: Context, policy: string, reason: string): readonly AuthFailure[] {
    const known = AuthState.of(ctx);
    const failures = [{ strategy: known.strategy ?? 'session', policy }];
    sayRefused(this.engine, ctx, { failures, reason, known });
    return failures;
  }
}

// A policy may ask others, whose refusal has been said already.
function isOwnRefusal(err: unknown): err is AuthenticationError | AuthorizationError {
  return (err instanceof AuthenticationError || err instanceof AuthorizationError) && !err.failures.length;
}
