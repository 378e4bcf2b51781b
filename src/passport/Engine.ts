import type { Application, Context } from 'egg';
import { PassportError } from '../decorator/PassportError';
import type { PolicyUse } from '../decorator/policy';
import type { PassportStrategy } from './attempt';
import type { AuthFailure, AuthOutcome } from './AuthOutcome';
import { AuthorizationError } from './AuthorizationError';
import { AuthState } from './AuthState';
import { defaultChallenge, sessionChallenge } from './challenge';
import { HandlerStrategy } from './HandlerStrategy';
import { HookChain, type VerifierHook } from './HookChain';
import { inModuleScope } from './inModuleScope';
import { isNobody } from './isNobody';
import { logRefusal } from './logRefusal';
import { noStore } from './noStore';
import { Providers } from './oauth/Providers';
import { PassportRegistry } from './PassportRegistry';
import { PolicyRegistry, type PreparedPolicy } from './PolicyRegistry';
import { refuse } from './refuse';
import { rolesPolicy } from './rolesPolicy';
import { endedLoginsOf } from './session/endedLoginsOf';
import { guardSessionStore } from './session/guardSessionStore';
import { Serializer } from './session/Serializer';
import { SessionIndex } from './session/SessionIndex';
import { SessionReader } from './session/SessionReader';
import { sessionSettings } from './session/SessionSettings';
import { UserSessions } from './session/UserSessions';
import { SessionManager, type SessionOptions } from './SessionManager';
import { Site } from './Site';
import type { StrategyResponse } from './StrategyResponse';
import { StrategyRunner, type Names } from './StrategyRunner';

/** What a verifier class takes part in. */
export type VerifierHooks = Partial<Record<'verify' | 'serialize' | 'deserialize' | 'stamp', VerifierHook>>;

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
    stamp: new HookChain(),
  };
  protected readonly serializer = new Serializer(this.chains.serialize);
  protected readonly sessions: SessionManager;
  private readonly reader: SessionReader;
  /** All sessions of a user. */
  readonly userSessions: UserSessions;
  protected readonly runner = new StrategyRunner(this);
  /** The policies of the application. */
  readonly policies = new PolicyRegistry();
  /** Where this application is, and where it may send browsers. */
  readonly site: Site;
  /** The OAuth providers. */
  readonly providers: Providers;
  private readonly challenges = new Map<string, string>();

  constructor(protected readonly app: Application) {
    super();
    this.site = new Site(app.config.passport, app.config.env);
    this.providers = new Providers(app, this.site);
    this.setChallenge('session', sessionChallenge(app.config.name));
    const session = new HandlerStrategy('session', async ctx => AuthState.of(ctx).knownSessionUser());
    this.use('session', session as PassportStrategy);
    this.policies.add('roles', rolesPolicy(app.config.passport.roles));
    const { session: config } = app.config.passport;
    const settings = sessionSettings(config);
    const ended = endedLoginsOf(app, config?.endedDir);
    const parts = {
      app,
      chains: this.chains,
      settings,
      ended,
      serializer: this.serializer,
      index: new SessionIndex(app),
    };
    this.sessions = new SessionManager(parts);
    this.userSessions = new UserSessions(parts);
    this.reader = new SessionReader(parts);
    if (app.plugins.session) guardSessionStore(app, settings.timeout);
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

  /**
   * Wants every policy's yes.
   *
   * @throws AuthorizationError at the first that says anything else; what a policy throws
   */
  async demand(ctx: Context, user: unknown, policies: readonly PreparedPolicy[], resource?: unknown): Promise<void> {
    for (const { name, args, can } of policies) {
      if ((await can?.(user, ctx, resource, args)) === true) continue;
      const failures = [{ strategy: AuthState.of(ctx).strategy ?? 'session', policy: name }];
      logRefusal(failures);
      throw new AuthorizationError(undefined, { failures, errors: this.detailsOf(failures) });
    }
  }

  /** Whether the request's user may do this. Nobody may not. */
  async can(ctx: Context, use: PolicyUse, resource?: unknown): Promise<boolean> {
    const { args, can } = this.policies.find(use);
    const { user } = AuthState.of(ctx);
    return !isNobody(user) && (await can?.(user, ctx, resource, args)) === true;
  }

  /**
   * Wants the request's user to be allowed to do this.
   *
   * @throws AuthenticationError where there is no user, AuthorizationError
   */
  async requirePolicy(ctx: Context, use: PolicyUse, resource?: unknown): Promise<void> {
    const policy = this.policies.find(use);
    const { user } = AuthState.of(ctx);
    if (isNobody(user)) throw refuse(this, ctx, [{ strategy: 'session' }], 'unauthenticated');
    await this.demand(ctx, user, [policy], resource);
  }

  /** What JSON clients are told about failures: nothing, but in `local` and `unittest`. */
  detailsOf(failures: readonly AuthFailure[]): readonly object[] | undefined {
    if (this.app.config.env !== 'local' && this.app.config.env !== 'unittest') return undefined;
    return failures.map(({ strategy, policy, reason, status, challenge }) => ({
      strategy,
      policy,
      reason,
      status,
      challenge,
    }));
  }

  /** `ctx.login`. */
  logIn(ctx: Context, user: unknown, options?: SessionOptions, strategy?: string): Promise<void> {
    noStore(ctx);
    return this.sessions.logIn(ctx, user, strategy, options);
  }

  /** `ctx.logout`. */
  logOut(ctx: Context, options?: SessionOptions): Promise<void> {
    noStore(ctx);
    return this.sessions.logOut(ctx, options);
  }

  /** Finds the session's user, once a request. */
  restore(ctx: Context): Promise<void> {
    return this.reader.restore(ctx);
  }

  /** When a request has ended: of a login in one that failed nothing stays. */
  settle(ctx: Context, hasFailed: boolean): Promise<void> {
    return this.sessions.settle(ctx, hasFailed);
  }

  /**
   * The request that is being answered.
   *
   * @throws PassportError `outside_request`
   */
  currentContext(): Context {
    const ctx = this.peekContext();
    if (ctx) return ctx;
    throw new PassportError(
      'There is no request here: schedules, background tasks and anonymous contexts have no user',
      {
        code: 'outside_request',
      },
    );
  }

  /** The request that is being answered, or nothing. */
  peekContext(): Context | undefined {
    const ctx = this.app.currentContext;
    return ctx && AuthState.peek(ctx) ? ctx : undefined;
  }

  /** Runs a function as this user, in a context of its own. */
  async runAs<T>(user: unknown, fn: () => T | Promise<T>): Promise<T> {
    if (isNobody(user)) throw new PassportError('There is no user to run as', { code: 'login_without_user' });
    return (await this.app.runInAnonymousContextScope(async ctx => {
      AuthState.of(ctx).accept(user, undefined);
      return inModuleScope(ctx, fn);
    })) as T;
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
    for (const chain of ['verify', 'serialize', 'deserialize', 'stamp'] as const) {
      const hook = hooks[chain];
      if (hook) this.chains[chain].addVerifier(hook);
    }
  }

  /** Whether something puts this strategy's users into the session and brings them back. */
  restoresLoginsOf(strategy: string): boolean {
    const { serialize, deserialize } = this.chains;
    if (serialize.hasHooks && deserialize.hasHooks) return true;
    const restoring = new Set(deserialize.verifiersOf(strategy).map(({ verifier }) => verifier));
    return serialize.verifiersOf(strategy).some(({ verifier }) => restoring.has(verifier));
  }

  /** Whether there are hooks registered the egg-passport way, and nothing else. */
  hasOnlyHooks(): boolean {
    const chains = Object.values(this.chains);
    return chains.some(chain => chain.hasHooks) && !chains.some(chain => chain.hasVerifiers);
  }
}
