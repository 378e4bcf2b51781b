import { parse } from 'node:url';
import type { Application, Context } from 'egg';
import { Authenticator } from 'passport';
import type { AuthenticateOptions, MountOptions } from '../decorator/AuthenticateOptions';
import { PassportError } from '../decorator/PassportError';
import type { PassportStrategy } from './attempt';
import type { AuthOutcome } from './AuthOutcome';
import { AuthState } from './AuthState';
import { defaultChallenge, sessionChallenge } from './challenge';
import { finish, type Next } from './finish';
import { box } from './FalsyUser';
import { HandlerStrategy } from './HandlerStrategy';
import { HookChain, type Hook, type VerifierHook } from './HookChain';
import { isNobody } from './isNobody';
import { SessionManager, type SessionOptions } from './SessionManager';
import { strategyRequest, type StrategyRequest } from './StrategyRequest';
import type { StrategyResponse } from './StrategyResponse';
import { StrategyRunner, type Names } from './StrategyRunner';

/** A Koa middleware, as Egg's routers take it. */
export type Middleware = (ctx: Context, next: Next) => Promise<unknown>;
type Done = (err: unknown, result?: unknown, info?: unknown) => void;
/** A hook of an application: async, or a generator function. */
// egg-passport's applications type their hooks' parameters by themselves.
// oxlint-disable-next-line no-explicit-any
type ApplicationHook = (ctx: Context, user: any) => unknown;

// passport's own types are about Express; this is what the engine uses of it.
interface Registry {
  use(name: string, strategy: PassportStrategy): this;
  use(strategy: PassportStrategy): this;
  unuse(name: string): this;
  transformAuthInfo(info: unknown, req: StrategyRequest, done: Done): void;
}
const PassportRegistry = Authenticator as unknown as new () => Registry & {
  _strategies: Record<string, PassportStrategy>;
};

/** What a verifier class takes part in. */
export type VerifierHooks = Partial<Record<'verify' | 'serialize' | 'deserialize', VerifierHook>>;

/**
 * `app.passport`: egg-passport's surface over passport 0.7. It knows Koa's ctx and nothing of tegg.
 *
 * @example
 * ```ts
 * app.passport.verify(async (ctx, user) => await ctx.service.account.findOrRegister(user));
 * app.passport.serializeUser(async (ctx, user) => user.id);
 * app.passport.deserializeUser(async (ctx, id) => await ctx.service.account.find(id));
 * app.passport.mount('github');
 * ```
 * @see egg-passport 2.1.1
 */
export class Passport extends PassportRegistry {
  /** The chains of hooks and verifiers. For the container; applications register through the methods. */
  readonly chains = { verify: new HookChain(), serialize: new HookChain(), deserialize: new HookChain() };
  private readonly sessions = new SessionManager(this.chains.serialize, this.chains.deserialize);
  private readonly runner = new StrategyRunner(this);
  private readonly challenges = new Map<string, string>();
  private readonly unverified = new Set<string>();

  constructor(private readonly app: Application) {
    super();
    this.setChallenge('session', sessionChallenge(app.config.name));
    this.use('session', new HandlerStrategy('session', async ctx => AuthState.of(ctx).sessionUser) as PassportStrategy);
  }

  /** passport's constructor calls this to register its own session strategy and manager, which do not know koa-session. */
  protected init(): void {}

  /**
   * A middleware that runs a strategy, or several in order, and logs the user in. Redirects to
   * `ctx.session.returnTo` or `/` unless the options name another way; fails with an error.
   */
  authenticate(strategy: Names, options: AuthenticateOptions = {}): Middleware {
    if (strategy === 'session') return this.session();
    const redirects = 'successRedirect' in options || 'successReturnToOrRedirect' in options;
    return this.middleware(strategy, {
      failWithError: true,
      ...(redirects ? {} : { successReturnToOrRedirect: '/' }),
      ...options,
    });
  }

  /** A middleware that puts the third-party account on `req.account` and logs nobody in. */
  authorize(strategy: Names, options: AuthenticateOptions = {}): Middleware {
    return this.middleware(strategy, { ...options, assignProperty: 'account' });
  }

  /** Registers the start and the callback of a login: `GET /passport/<name>` and `GET /passport/<name>/callback` by default. */
  mount(strategy: string, options: MountOptions = {}): void {
    const { loginURL = `/passport/${strategy}`, callbackURL = `/passport/${strategy}/callback` } = options;
    const handler = this.authenticate(strategy, { ...options, loginURL, callbackURL });
    for (const url of [loginURL, callbackURL]) this.app.get(parse(url).pathname ?? '/', handler);
  }

  /** Hands a user to the verify chain. Called by strategies of the `egg-passport-*` kind. */
  doVerify(req: { ctx: Context }, user: unknown, done: Done): void {
    const strategy = this.runner.current?.strategy;
    if (!this.chains.verify.steps(strategy).length) {
      this.warnUnverified(strategy);
      done(null, false, { message: 'nothing verifies this user' });
      return;
    }
    this.verifyUser(req.ctx, user, strategy)
      .then(verified => done(null, isNobody(verified) ? false : box(verified)))
      .catch(done);
  }

  /** Adds a hook that finds or registers the user before a login. */
  verify(handler: ApplicationHook): void {
    this.chains.verify.addHook(this.hook(handler));
  }

  /** Adds a hook that says what goes into the session; or, as passport calls it, runs the hooks. */
  serializeUser(handler: ApplicationHook): void;
  serializeUser(user: unknown, req: { ctx: Context }, done: Done): void;
  serializeUser(first: unknown, req?: { ctx: Context }, done?: Done): void {
    if (typeof first === 'function') this.chains.serialize.addHook(this.hook(first as ApplicationHook));
    else if (req && done) this.sessions.serialize(req.ctx, first, undefined).then(value => done(null, value), done);
    else
      throw new PassportError('serializeUser takes a hook, or a user with a request and a callback', {
        code: 'hook_invalid',
      });
  }

  /** Adds a hook that gives the user back from the session; or, with a ctx and a value, runs the hooks. */
  deserializeUser(handler: ApplicationHook): void;
  deserializeUser(ctx: Context, value: unknown): Promise<unknown>;
  deserializeUser(first: unknown, value?: unknown): void | Promise<unknown> {
    if (typeof first !== 'function') return this.chains.deserialize.run(first as Context, value, undefined);
    return this.chains.deserialize.addHook(this.hook(first as ApplicationHook));
  }

  /** A middleware that makes `ctx.req` ready for strategies. The engine does so by itself. */
  initialize(): Middleware {
    return (ctx, next) => {
      strategyRequest(ctx, this);
      return next();
    };
  }

  /** A middleware that restores the session's user. The plugin installs one. */
  session(): Middleware {
    return async (ctx, next) => {
      await this.restore(ctx);
      return next();
    };
  }

  /** Runs strategies in order on this request, until one does anything but fail. Writes no response. */
  run(ctx: Context, strategies: Names, options: AuthenticateOptions = {}): Promise<AuthOutcome> {
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
      { code: 'outside_request' },
    );
  }

  /** The `res` of the attempt that runs. */
  currentResponse(): StrategyResponse | undefined {
    return this.runner.current?.response;
  }

  /** Whether something puts this strategy's users into the session and brings them back. */
  restoresLoginsOf(strategy: string): boolean {
    const { serialize, deserialize } = this.chains;
    if (serialize.hasHooks && deserialize.hasHooks) return true;
    const restoring = new Set(deserialize.verifiersOf(strategy).map(({ name }) => name));
    return serialize.verifiersOf(strategy).some(({ name }) => restoring.has(name));
  }

  /** The links of one verifier class, for all three chains. */
  addVerifier(hooks: VerifierHooks): void {
    for (const chain of ['verify', 'serialize', 'deserialize'] as const) {
      const hook = hooks[chain];
      if (hook) this.chains[chain].addVerifier(hook);
    }
  }

  private middleware(strategies: Names, options: AuthenticateOptions): Middleware {
    return async (ctx, next) => {
      const outcome = await this.run(ctx, strategies, options);
      if (await finish(this, ctx, outcome, options)) return next();
    };
  }

  private hook(handler: ApplicationHook): Hook {
    // Generator functions become async functions; egg-core's way.
    return this.app.toAsyncFunction(handler as never) as Hook;
  }

  private warnUnverified(strategy = 'unknown'): void {
    if (this.unverified.has(strategy)) return;
    this.unverified.add(strategy);
    this.app.coreLogger.warn(
      '[tegg-passport] logins with %j are refused: nothing verifies their user. Register app.passport.verify(), or an @AuthVerifier with verify().',
      strategy,
    );
  }
}
