import type { Application, Context } from 'egg';
import { PassportError } from '../decorator/PassportError';
import type { PassportStrategy } from './attempt';
import type { AuthFailure, AuthOutcome } from './AuthOutcome';
import { AuthState } from './AuthState';
import { AuthorizationError } from './AuthorizationError';
import { Authorizer } from './Authorizer';
import { defaultChallenge, sessionChallenge } from './challenge';
import { Chains } from './Chains';
import { AuthEvents } from './events/AuthEvents';
import { HandlerStrategy } from './HandlerStrategy';
import { inModuleScope } from './inModuleScope';
import { isNobody } from './isNobody';
import { noStore } from './noStore';
import { Providers } from './oauth/Providers';
import { PassportRegistry } from './PassportRegistry';
import { PolicyRegistry } from './PolicyRegistry';
import { rolesPolicy } from './rolesPolicy';
import { guardSessionStore } from './session/guardSessionStore';
import type { Serializer } from './session/Serializer';
import { SessionLogout } from './session/SessionLogout';
import { sessionParts } from './session/SessionParts';
import { SessionReader } from './session/SessionReader';
import { UserSessions } from './session/UserSessions';
import { SessionManager, type SessionOptions } from './SessionManager';
import { Site } from './Site';
import type { StrategyResponse } from './StrategyResponse';
import { strategyDeadline } from './strategyDeadline';
import { StrategyRunner, type Names } from './StrategyRunner';
import { Throttles } from './throttle/Throttles';
import type { Trace } from './trace/Trace';

// Forms have CSRF tokens; links and images have not. Browsers say this of themselves, see Fetch Metadata.
function isLinkedFromElsewhere(ctx: Context): boolean {
  return (ctx.method === 'GET' || ctx.method === 'HEAD') && ctx.get('sec-fetch-site') === 'cross-site';
}

/**
 * What stands under `app.passport`: strategies, the three chains, logins. It says what comes out
 * and writes no response. It knows Koa's ctx and nothing of tegg.
 */
export class Engine extends PassportRegistry {
  /** The chains of hooks and verifiers. */
  readonly chains = new Chains();
  protected readonly serializer: Serializer;
  protected readonly sessions: SessionManager;
  private readonly reader: SessionReader;
  private readonly sessionLogout: SessionLogout;
  /** All sessions of a user. */
  readonly userSessions: UserSessions;
  protected readonly runner: StrategyRunner;
  /** The policies of the application. */
  readonly policies = new PolicyRegistry();
  /** Asks them. */
  readonly authorizer = new Authorizer(this);
  /** Who hears of logins, logouts and refusals. */
  readonly events: AuthEvents;
  /** How often somebody may try to log in. */
  readonly throttles: Throttles;
  /** Where this application is, and where it may send browsers. */
  readonly site: Site;
  /** The OAuth providers. */
  readonly providers: Providers;
  /** Is told of decisions, where anybody observes: known when the application has booted. */
  trace?: Trace;
  private readonly challenges = new Map<string, string>();

  constructor(protected readonly app: Application) {
    super();
    this.events = new AuthEvents(app);
    this.runner = new StrategyRunner(this, strategyDeadline(app.config.passport));
    this.site = new Site(app.config.passport, app.config.env);
    this.providers = new Providers(app, this.site);
    this.setChallenge('session', sessionChallenge(app.config.name));
    const session = new HandlerStrategy('session', async ctx => AuthState.of(ctx).knownSessionUser());
    this.use('session', session as PassportStrategy);
    this.policies.add('roles', rolesPolicy(app.config.passport.roles));
    const parts = sessionParts(app, this.chains, this.events);
    this.throttles = new Throttles(this, app, parts.settings);
    this.serializer = parts.serializer;
    this.sessions = new SessionManager(parts);
    this.sessionLogout = new SessionLogout(parts);
    this.userSessions = new UserSessions(parts);
    this.reader = new SessionReader(parts);
    if (app.plugins.session) guardSessionStore(app, parts.settings.timeout);
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
  async logOut(ctx: Context, options?: SessionOptions): Promise<void> {
    noStore(ctx);
    if (isLinkedFromElsewhere(ctx)) {
      throw new AuthorizationError('A link of another site logs nobody out', { code: 'logout_cross_site' });
    }
    return this.sessionLogout.logOut(ctx, options);
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
      const state = AuthState.of(ctx);
      state.isOutside = true;
      state.accept(user, undefined);
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
}
