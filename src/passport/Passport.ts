import type { Context } from 'egg';
import type { AuthenticateOptions, MountOptions } from '../decorator/AuthenticateOptions';
import { PassportError } from '../decorator/PassportError';
import { DeclaredLogins, type DeclaredLogin } from './DeclaredLogins';
import type { AuthEvent } from './events/AuthEvent';
import type { AuthListener } from './events/AuthEvents';
import { box } from './FalsyUser';
import { finish, type Next } from './finish';
import type { Hook } from './HookChain';
import { isNobody } from './isNobody';
import { callerPlace } from './map/callerPlace';
import { MappedEngine } from './map/MappedEngine';
import { MountedPaths, type StrategyPlace } from './MountedPaths';
import { CALLBACK_ROUTE } from './oauth/callbackOf';
import { strategyRequest } from './StrategyRequest';
import type { Names } from './StrategyRunner';

/** A Koa middleware, as Egg's routers take it. */
export type Middleware = (ctx: Context, next: Next) => Promise<unknown>;
type Done = (err: unknown, result?: unknown, info?: unknown) => void;
/** A hook of an application: async, or a generator function. */
// egg-passport's applications type their hooks' parameters by themselves.
// oxlint-disable-next-line no-explicit-any
type ApplicationHook = (ctx: Context, user: any) => unknown;

/**
 * `app.passport`: egg-passport's surface.
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
export class Passport extends MappedEngine {
  private readonly unverified = new Set<string>();
  private readonly mounted = new MountedPaths();
  private readonly declared = new DeclaredLogins();

  /**
   * A middleware that runs a strategy, or several in order, and logs the user in. Redirects to
   * `ctx.session.returnTo` or `/` unless the options name another way; fails with an error.
   *
   * @param place where that is said, for errors; by default, where this is called
   */
  authenticate(strategy: Names, options: AuthenticateOptions = {}, place?: StrategyPlace): Middleware {
    if (strategy === 'session') return this.session();
    if (options.session !== false) this.declared.addIntoSession(strategy);
    const redirects = 'successRedirect' in options || 'successReturnToOrRedirect' in options;
    const target = redirects ? {} : { successReturnToOrRedirect: '/' };
    return this.middleware(strategy, { failWithError: true, ...target, ...options }, place);
  }

  /** A middleware that puts the third-party account on `req.account` and logs nobody in. */
  authorize(strategy: Names, options: AuthenticateOptions = {}): Middleware {
    return this.middleware(strategy, { ...options, assignProperty: 'account' });
  }

  /**
   * Registers the start and the callback of a login: `GET /passport/<name>` and `GET /passport/<name>/callback` by default.
   *
   * @param where the class behind the strategy, for errors
   * @throws WiringError `mount_taken`
   */
  mount(strategy: string, options: MountOptions = {}, where: StrategyPlace = {}): void {
    const loginURL = options.loginURL || `/passport/${strategy}`;
    const callbackURL = options.callbackURL || `/passport/${strategy}/callback`;
    const all = { ...options, loginURL, callbackURL };
    for (const url of [loginURL, callbackURL]) this.mounted.take(pathOf(url), strategy, where);
    const place = where.className === undefined ? undefined : where;
    this.app.get(pathOf(loginURL), this.authenticate(strategy, all, place));
    this.app.get(pathOf(callbackURL), this.authenticate(strategy, { ...all, [CALLBACK_ROUTE]: true }, place));
  }

  /** Hands a user to the verify chain. Called by strategies of the `egg-passport-*` kind. */
  doVerify(req: { ctx: Context }, user: unknown, done: Done): void {
    const { current } = this.runner;
    const strategy = current?.ctx === req.ctx ? current.strategy : undefined;
    // Without knowing the strategy, a link that is limited to some would be passed by.
    const unsure = strategy === undefined && this.chains.verify.hasLimits;
    if (unsure || !this.chains.verify.steps(strategy).length) {
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
    this.addHook('verify', handler);
  }

  /** Adds a hook that says what goes into the session; or, as passport calls it, runs the hooks. */
  serializeUser(handler: ApplicationHook): void;
  serializeUser(user: unknown, req: { ctx: Context }, done: Done): void;
  serializeUser(first: unknown, req?: { ctx: Context }, done?: Done): void {
    if (typeof first === 'function') this.addHook('serialize', first as ApplicationHook);
    else if (req && done) this.serializer.serialize(req.ctx, first, undefined).then(value => done(null, value), done);
    else throw invalidHook('serializeUser takes a hook, or a user with a request and a callback');
  }

  /** Adds a hook that gives the user back from the session; or, with a ctx and a value, runs the hooks. */
  deserializeUser(handler: ApplicationHook): void;
  deserializeUser(ctx: Context, value: unknown): Promise<unknown>;
  deserializeUser(first: unknown, value?: unknown): void | Promise<unknown> {
    if (typeof first !== 'function') return this.chains.deserialize.run(first as Context, value, undefined);
    return this.addHook('deserialize', first as ApplicationHook);
  }

  /** Adds a listener for events, see `docs/events.md`; what comes back takes it away. */
  on<T extends AuthEvent['type']>(type: T, listener: AuthListener<T>): () => void {
    return this.events.on(type, listener);
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

  /** The strategies whose middlewares log users in through the session. */
  sessionLogins(): ReadonlySet<string> {
    return this.declared.intoSession;
  }

  /** Whether middlewares log users in whom nothing serializes: egg-passport stores all of such a user, and so do we. */
  storesWholeUsers(): boolean {
    return this.declared.intoSession.size > 0 && !this.chains.serialize.steps(undefined).length;
  }

  /** A login of the application's, remembered until {@link logins} has been asked. */
  addLogin(strategies: Names, options: object, place?: StrategyPlace): void {
    if (!this.declared.areOpen) return;
    this.throttles.add(strategies, options as AuthenticateOptions, place ? () => place : callerPlace());
    this.declared.add(strategies, options);
  }

  /** The logins that the application has when it boots, once. */
  logins(): readonly DeclaredLogin[] {
    return this.declared.take();
  }

  private middleware(strategies: Names, options: AuthenticateOptions, place?: StrategyPlace): Middleware {
    this.addLogin(strategies, options, place);
    return this.marked(strategies, options, async (ctx, next) => {
      const outcome = await this.throttles.run(ctx, strategies, options);
      if (await finish(this, ctx, outcome, options)) return next();
    });
  }

  private addHook(chain: 'verify' | 'serialize' | 'deserialize', handler: ApplicationHook): void {
    if (typeof handler !== 'function') throw invalidHook('a hook is a function');
    // Generator functions become async functions; egg-core's way.
    this.chains[chain].addHook(this.app.toAsyncFunction(handler as never) as Hook, callerPlace());
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

// Of a full URL the path.
function pathOf(url: string): string {
  return new URL(url, 'http://localhost').pathname;
}

function invalidHook(problem: string): PassportError {
  return new PassportError(problem, { code: 'hook_invalid' });
}
