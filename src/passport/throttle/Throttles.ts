import type { Application, Context } from 'egg';
import type { ThrottleOptions } from '../../decorator/ThrottleOptions';
import { WiringError } from '../../decorator/WiringError';
import type { PassportStrategy } from '../attempt';
import type { AuthOutcome } from '../AuthOutcome';
import type { Engine } from '../Engine';
import { takesPassword } from '../passwordCredentials';
import { strategyDeadline } from '../strategyDeadline';
import type { Names } from '../StrategyRunner';
import { AttemptCounts, type CountSettings } from './AttemptCounts';
import { CountsAtAgent } from './CountsAtAgent';
import { countsInRedis } from './countsInRedis';
import type { Counts } from './Counts';
import { digestOf } from './digestOf';
import { LoginThrottle, type ThrottleParts } from './LoginThrottle';
import type { Tried } from './settlement';
import { throttleDefault, type ThrottleDefault } from './throttleDefault';
import { THROTTLE_OPTIONS, throttleProblem } from './throttleProblem';
import { throttleSettings, type ThrottleSettings } from './throttleSettings';
import { warnOfProxies } from './warnOfProxies';

/** Where a login stands, for messages. */
interface Where {
  readonly className?: string;
  readonly method?: string;
  readonly file?: string;
}

/** Options of a login, as far as they matter here. */
interface LoginOptions {
  readonly throttle?: ThrottleOptions | false;
}

/** The throttles of an application's logins. Where there are none, nothing is kept and nobody is asked. */
export class Throttles {
  private readonly fallback: ThrottleDefault;
  private readonly known = new WeakMap<object, LoginThrottle>();
  private declared: { strategies: Names; options: LoginOptions; where(): Where }[] | undefined = [];
  private parts?: ThrottleParts;
  private warned = false;

  /** @throws WiringError `throttle_options` */
  constructor(
    private readonly engine: Engine,
    private readonly app: Application,
    private readonly settings: CountSettings,
  ) {
    this.fallback = throttleDefault(app.config.passport.throttle);
  }

  /** A login that the application has when it boots. */
  add(strategies: Names, options: LoginOptions, where: () => Where): void {
    this.declared?.push({ strategies, options, where });
  }

  /** When everything is registered: refuses what makes no sense, and gets ready what does. */
  check(): void {
    for (const { strategies, options, where } of this.declared ?? []) this.of(strategies, options, where);
    this.declared = undefined;
  }

  /** Runs a login's strategies, as often as its throttle allows. */
  run(ctx: Context, strategies: Names, options: LoginOptions): Promise<AuthOutcome> {
    const throttle = this.of(strategies, options);
    const attempt = (): Promise<AuthOutcome> => this.engine.run(ctx, strategies, options);
    return throttle ? throttle.run(ctx, attempt) : attempt();
  }

  /**
   * The throttle of a login, where it has one.
   *
   * @throws WiringError `throttle_options`
   */
  of(strategies: Names, options: LoginOptions, where?: () => Where): LoginThrottle | undefined {
    const { throttle } = options;
    if (throttle === false || (throttle === undefined && !this.fallback.isOn)) return undefined;
    const known = this.known.get(options);
    if (known) return known;
    const names = [strategies].flat() as (string | PassportStrategy)[];
    // Who runs them says so.
    if (!names.every(name => typeof name !== 'string' || this.engine.strategyNames().includes(name))) return undefined;
    const made = this.make(names, throttle, where);
    if (made) this.known.set(options, made);
    return made;
  }

  private make(
    names: readonly (string | PassportStrategy)[],
    own: ThrottleOptions | undefined,
    where?: () => Where,
  ): LoginThrottle | undefined {
    const find = (): Tried[] => names.map(name => this.tried(name));
    const tried = find();
    const passwords = tried.filter(({ strategy }) => takesPassword(strategy));
    const passwordsOnly = own === undefined;
    if (passwordsOnly && !passwords.length) return undefined;
    const wrong = (problem: string, fix: string): WiringError =>
      new WiringError(`the throttle of logins with '${tried.map(({ name }) => name).join("', '")}' ${problem}`, {
        ...where?.(),
        code: 'throttle_options',
        fix,
      });
    if (new Set(tried.map(({ name }) => name)).size < tried.length) {
      throw wrong('cannot tell its strategies apart', 'Give each a name of its own');
    }
    const bad = passwordsOnly ? undefined : throttleProblem(own, THROTTLE_OPTIONS);
    if (bad) throw wrong(bad.problem, bad.fix);
    const knowing = !passwords.length ? 'none' : passwords.length < tried.length ? 'some' : 'all';
    const settings = throttleSettings({ own, config: this.fallback.options, knowing });
    if ('problem' in settings) throw wrong(settings.problem, settings.fix);
    return new LoginThrottle(this.ready(settings), settings, find, passwordsOnly);
  }

  private tried(name: string | PassportStrategy): Tried {
    if (typeof name === 'string') return { name, strategy: this.engine.strategy(name) };
    return { name: name.name ?? 'anonymous', strategy: name };
  }

  private ready({ limits }: ThrottleSettings): ThrottleParts {
    if (limits.has('ip') && !this.warned) warnOfProxies(this.app);
    this.warned ||= limits.has('ip');
    return (this.parts ??= {
      engine: this.engine,
      counts: new AttemptCounts(this.app, this.counts(), this.settings),
      digest: digestOf(this.app),
      deadline: strategyDeadline(this.app.config.passport),
    });
  }

  private counts(): Counts {
    const inRedis = countsInRedis(this.app, this.fallback.client);
    return inRedis ?? new CountsAtAgent(this.app.messenger);
  }
}
