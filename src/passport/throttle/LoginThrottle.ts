import type { Context } from 'egg';
import type { ThrottleKey } from '../../decorator/ThrottleOptions';
import type { PassportStrategy } from '../attempt';
import type { AuthOutcome } from '../AuthOutcome';
import { bearerFailure } from '../bearerFailure';
import type { Engine } from '../Engine';
import { logRefusal } from '../logRefusal';
import { passwordFailure, readSame, takesPassword, usernameOf } from '../passwordCredentials';
import { strategyRequest } from '../StrategyRequest';
import { accountKey } from './accountKey';
import type { AttemptCounts, Point } from './AttemptCounts';
import { ipKey } from './ipKey';
import { ThrottledError } from './ThrottledError';
import type { ThrottleSettings } from './throttleSettings';

/** A strategy of a login. */
export interface Tried {
  readonly name: string;
  readonly strategy: PassportStrategy;
}

/** What the throttles of an application share. */
export interface ThrottleParts {
  readonly engine: Engine;
  readonly counts: AttemptCounts;
  /** A name for these texts that says nothing of them. */
  readonly digest: (...texts: readonly string[]) => string;
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
    const { points, refused } = await counts.take(await this.pointsOf(ctx, strategies[0].name, tried));
    if (refused) throw this.refusal(ctx, strategies[0].name, refused);
    const outcome = await attempt();
    await this.settle(points, strategies, outcome);
    return outcome;
  }

  private reaches(ctx: Context, { name, strategy }: Tried): boolean {
    const req = strategyRequest(ctx, this.parts.engine);
    if (this.passwordsOnly && !takesPassword(strategy)) return false;
    return !passwordFailure(name, strategy, req) && !bearerFailure(name, strategy, req);
  }

  private async pointsOf(ctx: Context, first: string, tried: readonly Tried[]): Promise<Point[]> {
    const { limits, account } = this.settings;
    const points: Point[] = [];
    if (limits.has('ip')) points.push(this.point('ip', first, ipKey(ctx.ip)));
    if (!limits.has('account')) return points;
    if (account) return [...points, this.point('account', first, text(await account(ctx)))];
    const req = strategyRequest(ctx, this.parts.engine);
    const named = tried.filter(({ strategy }) => takesPassword(strategy));
    // Each may read another field.
    points.push(...named.map(({ name, strategy }) => this.point('account', name, usernameOf(strategy, req))));
    // A strategy may have been replaced since the boot: nothing goes uncounted.
    return points.length ? points : [this.point('account', first, '')];
  }

  private point(by: ThrottleKey, strategy: string, value: string): Point {
    const { limits, seconds } = this.settings;
    const known = by === 'account' ? accountKey(value) : value;
    const name = this.parts.digest(by, strategy, String(seconds), known);
    return { by, strategy, name, seconds, points: limits.get(by) ?? 0 };
  }

  private refusal(ctx: Context, strategy: string, { by, wait }: { by: ThrottleKey; wait: number }): ThrottledError {
    logRefusal([{ strategy, status: 429, reason: `throttled by ${by}` }]);
    this.parts.engine.events.emit('throttled', ctx, { reason: by, retryAfter: wait, strategy });
    return new ThrottledError(wait);
  }

  private async settle(points: readonly Point[], all: readonly Tried[], outcome: AuthOutcome): Promise<void> {
    if (outcome.type === 'fail') return;
    const index = all.findIndex(({ name }) => name === outcome.strategy);
    const before = all.slice(0, index);
    const isOwn = ({ by, strategy }: Point): boolean => by === 'account' && strategy === outcome.strategy;
    const cleared = outcome.type === 'success' ? points.filter(isOwn) : [];
    // Those before have refused other credentials of the same request: those are guesses that count.
    const isRight = before.every(
      ({ strategy }) => outcome.type === 'success' && readSame(strategy, all[index].strategy),
    );
    const back = isRight ? points.filter(point => !cleared.includes(point)) : [];
    await Promise.all([this.parts.counts.clear(cleared), this.parts.counts.giveBack(back)]);
  }
}

function text(account: unknown): string {
  return typeof account === 'string' || typeof account === 'number' ? String(account) : '';
}
