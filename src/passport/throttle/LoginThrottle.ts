import type { Context } from 'egg';
import type { ThrottleKey } from '../../decorator/ThrottleOptions';
import type { AuthOutcome } from '../AuthOutcome';
import { bearerFailure } from '../bearerFailure';
import type { Engine } from '../Engine';
import { logRefusal } from '../logRefusal';
import { passwordFailure, takesPassword, usernameOf } from '../passwordCredentials';
import { strategyRequest } from '../StrategyRequest';
import { accountKey } from './accountKey';
import type { AttemptCounts, Point, Refused } from './AttemptCounts';
import { ipKey } from './ipKey';
import { meantAccount } from './meantAccount';
import { settlement, type Tried } from './settlement';
import { ThrottledError } from './ThrottledError';
import type { ThrottleSettings } from './throttleSettings';

/** What the throttles of an application share. */
export interface ThrottleParts {
  readonly engine: Engine;
  readonly counts: AttemptCounts;
  /** A name for these texts that says nothing of them. */
  readonly digest: (...texts: readonly string[]) => string;
  /** How long the application may take to say which account is meant, in milliseconds. */
  readonly deadline: number;
}

/** Lets a login's attempts through as often as it says. Made at boot. */
export class LoginThrottle {
  /**
   * @param strategies gives those of the login, in order
   * @param passwordsOnly attempts that hold no password are none
   */
  constructor(
    private readonly parts: ThrottleParts,
    private readonly settings: ThrottleSettings,
    private readonly strategies: () => readonly Tried[],
    private readonly passwordsOnly: boolean,
  ) {}

  /**
   * Counts the attempt, makes it, and takes it back where it was right.
   *
   * @throws ThrottledError; UnavailableError where it cannot be counted; what the attempt throws
   */
  async run(ctx: Context, attempt: () => Promise<AuthOutcome>): Promise<AuthOutcome> {
    const { counts } = this.parts;
    const strategies = this.strategies();
    const tried = strategies.filter(one => this.reaches(ctx, one));
    // Every strategy refuses what no form sends, and learns nothing of it.
    if (!tried.length) return attempt();
    const { points, refused } = await counts.take(await this.pointsOf(ctx, tried));
    if (refused) throw this.refusal(ctx, refused);
    const outcome = await attempt();
    if (outcome.type === 'fail') return outcome;
    const { cleared, back } = settlement(points, strategies, outcome);
    await Promise.all([counts.clear(cleared), counts.giveBack(back)]);
    return outcome;
  }

  private reaches(ctx: Context, { name, strategy }: Tried): boolean {
    const req = strategyRequest(ctx, this.parts.engine);
    if (this.passwordsOnly && !takesPassword(strategy)) return false;
    return !passwordFailure(name, strategy, req) && !bearerFailure(name, strategy, req);
  }

  // All of the address come first: one that is locked locks no account.
  private async pointsOf(ctx: Context, tried: readonly Tried[]): Promise<Point[]> {
    const { limits } = this.settings;
    const points = limits.has('ip') ? tried.map(({ name }) => this.point('ip', name, ipKey(ctx.ip))) : [];
    if (limits.has('account')) points.push(...(await this.accountPoints(ctx, tried)));
    // A strategy may have been replaced since the boot: nothing goes uncounted.
    return points.length ? points : [this.point('account', tried[0].name, '')];
  }

  private async accountPoints(ctx: Context, tried: readonly Tried[]): Promise<Point[]> {
    const { account } = this.settings;
    if (account) {
      const known = await meantAccount(ctx, account, this.parts.deadline);
      return tried.map(({ name }) => this.point('account', name, known));
    }
    const req = strategyRequest(ctx, this.parts.engine);
    // Each may read another field.
    const named = tried.filter(({ strategy }) => takesPassword(strategy));
    return named.map(({ name, strategy }) => this.point('account', name, usernameOf(strategy, req)));
  }

  private point(by: ThrottleKey, strategy: string, value: string): Point {
    const { limits, seconds } = this.settings;
    const known = by === 'account' ? accountKey(value) : value;
    const name = this.parts.digest(by, strategy, String(seconds), known);
    return { by, strategy, name, seconds, points: limits.get(by) ?? 0 };
  }

  private refusal(ctx: Context, { point: { by, strategy }, wait }: Refused): ThrottledError {
    logRefusal([{ strategy, status: 429, reason: `throttled by ${by}` }]);
    this.parts.engine.events.emit('throttled', ctx, { reason: by, retryAfter: wait, strategy });
    return new ThrottledError(wait);
  }
}
