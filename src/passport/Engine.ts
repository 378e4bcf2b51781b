import type { Application, Context } from 'egg';
import { Authenticator } from 'passport';
import { PassportError } from '../decorator/PassportError';
import type { PassportStrategy } from './attempt';
import type { AuthOutcome } from './AuthOutcome';
import { AuthState } from './AuthState';
import { defaultChallenge, sessionChallenge } from './challenge';
import { HandlerStrategy } from './HandlerStrategy';
import { HookChain, type VerifierHook } from './HookChain';
import { SessionManager, type SessionOptions } from './SessionManager';
import type { StrategyRequest } from './StrategyRequest';
import type { StrategyResponse } from './StrategyResponse';
import { StrategyRunner, type Names } from './StrategyRunner';

/** What a verifier class takes part in. */
export type VerifierHooks = Partial<Record<'verify' | 'serialize' | 'deserialize', VerifierHook>>;

// passport's own types are about Express; this is what the engine uses of it.
interface Registry {
  use(name: string, strategy: PassportStrategy): this;
  use(strategy: PassportStrategy): this;
  unuse(name: string): this;
  transformAuthInfo(info: unknown, req: StrategyRequest, done: (err: unknown, info?: unknown) => void): void;
}
const PassportRegistry = Authenticator as unknown as new () => Registry & {
  _strategies: Record<string, PassportStrategy>;
};

/**
 * What stands under `app.passport`: strategies, the three chains, logins. It says what comes out
 * and writes no response. It knows Koa's ctx and nothing of tegg.
 */
export class Engine extends PassportRegistry {
  /** The chains of hooks and verifiers. */
  protected readonly chains = {
    verify: new HookChain(),
    serialize: new HookChain(),
    deserialize: new HookChain(),
  };
  protected readonly sessions = new SessionManager(this.chains.serialize, this.chains.deserialize);
  protected readonly runner = new StrategyRunner(this);
  private readonly challenges = new Map<string, string>();

  constructor(protected readonly app: Application) {
    super();
    this.setChallenge('session', sessionChallenge(app.config.name));
    const session = new HandlerStrategy('session', async ctx => AuthState.of(ctx).sessionUser);
    this.use('session', session as PassportStrategy);
  }

  /** passport's constructor calls this to register its own session strategy and manager, which do not know koa-session. */
  protected init(): void {}

  /** Runs strategies in order on this request, until one does anything but fail. */
  run(ctx: Context, strategies: Names, options: object = {}): Promise<AuthOutcome> {
    return this.runner.run(ctx, strategies, options);
  }

  /** Runs the verify chain: the user as the application knows it, or "not this user". */
  verifyUser(ctx: Context, user: unknown, strategy: string | undefined): Promise<unknown> {
    return this.chains.verify.run(ctx, user, strategy);
  }

  /** `ctx.login`. */
  logIn(ctx: Context, user: unknown, options?: SessionOptions, strategy?: string): Promise<void> {
    return this.sessions.logIn(ctx, user, strategy, options);
  }

  /** `ctx.logout`. */
  logOut(ctx: Context, options?: SessionOptions): Promise<void> {
    return this.sessions.logOut(ctx, options);
  }

  /** Finds the session's user, once a request. */
  restore(ctx: Context): Promise<void> {
    return this.sessions.restore(ctx);
  }

  /**
   * The request that is being answered.
   *
   * @throws PassportError `outside_request`
   */
  currentContext(): Context {
    const ctx = this.app.currentContext;
    if (ctx && AuthState.peek(ctx)) return ctx;
    throw new PassportError(
      'There is no request here: schedules, background tasks and anonymous contexts have no user',
      {
        code: 'outside_request',
      },
    );
  }

  /** The `res` of the attempt that runs. */
  currentResponse(): StrategyResponse | undefined {
    return this.runner.current?.response;
  }

  /** What stands in `WWW-Authenticate` when this strategy gives no challenge of its own. */
  setChallenge(strategy: string, challenge: string): void {
    this.challenges.set(strategy, challenge);
  }

  challengeOf(strategy: string): string {
    return this.challenges.get(strategy) ?? defaultChallenge(strategy, this.app.config.name);
  }

  /** The registered strategy of this name. */
  strategy(name: string): PassportStrategy {
    if (Object.hasOwn(this._strategies, name)) return this._strategies[name];
    throw new PassportError(`Unknown authentication strategy "${name}"`, { code: 'strategy_unknown' });
  }

  /** Names of the registered strategies. */
  strategyNames(): string[] {
    return Object.keys(this._strategies);
  }

  /** The links of one verifier class, for all three chains. */
  addVerifier(hooks: VerifierHooks): void {
    for (const chain of ['verify', 'serialize', 'deserialize'] as const) {
      const hook = hooks[chain];
      if (hook) this.chains[chain].addVerifier(hook);
    }
  }

  /** Whether something puts this strategy's users into the session and brings them back. */
  restoresLoginsOf(strategy: string): boolean {
    const { serialize, deserialize } = this.chains;
    if (serialize.hasHooks && deserialize.hasHooks) return true;
    const restoring = new Set(deserialize.verifiersOf(strategy).map(({ name }) => name));
    return serialize.verifiersOf(strategy).some(({ name }) => restoring.has(name));
  }

  /** Whether there are hooks registered the egg-passport way, and nothing else. */
  hasOnlyHooks(): boolean {
    const chains = Object.values(this.chains);
    return chains.some(chain => chain.hasHooks) && !chains.some(chain => chain.hasVerifiers);
  }
}
