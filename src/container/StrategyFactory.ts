import type { Application, Context } from 'egg';
import type { MountOptions } from '../decorator/AuthenticateOptions';
import type { Constructor, StrategyMark } from '../decorator/ClassMarks';
import type { StrategyHandler } from '../decorator/StrategyHandler';
import { WiringError } from '../decorator/WiringError';
import { configKey } from '../metadata/configKey';
import { mergeOptions, type StrategyOptionValues } from '../metadata/mergeOptions';
import type { PassportStrategy } from '../passport/attempt';
import { asError } from '../passport/asError';
import { box } from '../passport/FalsyUser';
import { HandlerStrategy } from '../passport/HandlerStrategy';
import { isNobody } from '../passport/isNobody';
import type { Passport } from '../passport/Passport';
import type { ClassEntry } from './ClassEntry';
import type { Prepare } from './contextPreparer';
import { hardenJwt } from './hardenJwt';
import { mountOptions } from './mountOptions';
import { missingCredential, oauthKind } from '../passport/oauth/oauthKind';
import { whereOf, type Where } from './whereOf';

/** A strategy class, ready to be registered. */
export interface BuiltStrategy {
  readonly strategy: PassportStrategy;
  readonly mount?: MountOptions;
}

type PassportMark = StrategyMark & { passportStrategy: Constructor };
type Done = (err: unknown, user?: unknown) => void;

/** Makes passport strategies out of strategy classes. */
export class StrategyFactory {
  constructor(
    private readonly app: Application,
    private readonly passport: Passport,
  ) {}

  async build(
    entry: ClassEntry,
    mark: StrategyMark,
    handler: StrategyHandler,
    prepare?: Prepare,
  ): Promise<BuiltStrategy> {
    checkHandler(entry, mark, handler);
    const options = await this.options(entry, mark, handler);
    const mount = mountOptions(entry, mark.mount, options);
    if (!mark.passportStrategy) {
      const authenticate = this.verified(mark.name, prepare, ctx => handler.authenticate?.(ctx));
      return { strategy: new HandlerStrategy(mark.name, authenticate) as PassportStrategy, mount };
    }
    const { mount: _, loginURL: __, ...own } = options;
    own.callbackURL ??= mount?.callbackURL ?? `/passport/${mark.name}/callback`;
    return {
      strategy: this.construct(entry, mark as PassportMark, own, this.verifyFunction(mark.name, handler, prepare)),
      mount,
    };
  }

  private async options(
    entry: ClassEntry,
    { name, options }: StrategyMark,
    handler: StrategyHandler,
  ): Promise<StrategyOptionValues> {
    const key = configKey(name);
    const moduleConfig = this.app.moduleConfigs[entry.moduleName]?.config as Record<string, object> | undefined;
    const appConfig = this.app.config as unknown as Record<string, object>;
    return mergeOptions([options, moduleConfig?.[key], appConfig[key], await this.ownOptions(entry, handler)]);
  }

  private async ownOptions({ clazz }: ClassEntry, handler: StrategyHandler): Promise<object | undefined> {
    try {
      return await handler.options?.();
    } catch (err) {
      throw new WiringError('its `options()` failed', {
        ...whereOf(clazz),
        code: 'strategy_options',
        fix: 'See the cause',
        cause: err,
      });
    }
  }

  private construct(
    entry: ClassEntry,
    { name, passportStrategy: PassportStrategyClass }: PassportMark,
    options: StrategyOptionValues,
    verify: unknown,
  ): PassportStrategy {
    const kind = oauthKind(PassportStrategyClass.prototype as object);
    const missing = kind && missingCredential(kind, options);
    const where = { ...whereOf(entry.clazz), fix: `Set \`config.${configKey(name)}\`` };
    if (missing) {
      throw new WiringError(`the strategy has no \`${missing}\``, {
        ...where,
        code: `strategy_${missing}`,
        fix: `${where.fix}.${missing}${missing === 'secret' ? ' (false where the client has none)' : ''}`,
      });
    }
    if (kind) this.passport.providers.configure(name, options);
    // passport-oauth2 refuses PKCE without a state store of its own: state and PKCE are kept by the engine.
    const own = kind && !options.store ? { ...options, pkce: undefined, state: undefined } : options;
    const strategy = this.instantiate(PassportStrategyClass, own, verify, where);
    if (typeof strategy.authenticate === 'function') {
      hardenJwt(strategy as PassportStrategy, where);
      return strategy as PassportStrategy;
    }
    throw new WiringError(`${PassportStrategyClass.name} has no \`authenticate\``, {
      ...where,
      code: 'strategy_class',
      fix: 'Name the strategy class of a passport package',
    });
  }

  private instantiate(
    PassportStrategyClass: Constructor,
    options: StrategyOptionValues,
    verify: unknown,
    where: Where & { fix: string },
  ): Partial<PassportStrategy> {
    try {
      return new PassportStrategyClass({ ...options, passReqToCallback: false }, verify);
    } catch (err) {
      const said = err instanceof Error ? err.message : String(err);
      throw new WiringError(`the passport strategy refuses its options (${said})`, {
        ...where,
        code: 'strategy_options',
        cause: err,
      });
    }
  }

  /** The verify function that the passport strategy gets. Its `length` is what strategies look at to know what to pass. */
  private verifyFunction(name: string, handler: StrategyHandler, prepare?: Prepare): unknown {
    const validate = handler.validate as (...args: unknown[]) => unknown;
    const run = async (args: unknown[]): Promise<unknown> => {
      const authenticate = this.verified(name, prepare, () => Reflect.apply(validate, handler, args));
      return authenticate(this.passport.currentContext());
    };
    const verify = (...args: unknown[]): void => {
      const done = args.pop() as Done;
      run(args)
        .then(user => done(null, isNobody(user) ? false : box(user)))
        .catch(err => done(asError(err, `The strategy '${name}'`)));
    };
    return Object.defineProperty(verify, 'length', { value: validate.length + 1 });
  }

  /** What the class answers, then what the verifiers make of it. */
  private verified(
    name: string,
    prepare: Prepare | undefined,
    handle: (ctx: Context) => unknown,
  ): (ctx: Context) => Promise<unknown> {
    return async ctx => {
      await prepare?.();
      const user = await handle(ctx);
      return isNobody(user) ? undefined : this.passport.verifyUser(ctx, user, name);
    };
  }
}

function checkHandler(entry: ClassEntry, { passportStrategy }: StrategyMark, handler: StrategyHandler): void {
  const has = (['validate', 'authenticate'] as const).filter(method => typeof handler[method] === 'function');
  const wanted = passportStrategy ? 'validate' : 'authenticate';
  if (has.length === 1 && has[0] === wanted) return;
  const problem =
    has.length === 1
      ? `the class has \`${has[0]}\``
      : `the class has ${has.length ? 'both of' : 'neither of'} \`validate\` and \`authenticate\``;
  throw new WiringError(problem, {
    ...whereOf(entry.clazz),
    code: 'strategy_handler',
    fix: `A strategy ${passportStrategy ? 'over a passport strategy' : 'without a passport strategy'} has \`${wanted}\` and not the other`,
  });
}
