import type { PassportStrategy } from './attempt';
import type { Names } from './StrategyRunner';

/** A login, with the options of its middleware. */
export interface DeclaredLogin {
  readonly strategy: string | PassportStrategy;
  readonly options: object;
}

/** The logins that an application has. */
export class DeclaredLogins {
  private readonly sessionStrategies = new Set<string>();
  // Applications may make middlewares while they run: only those of the boot are remembered.
  private atBoot: DeclaredLogin[] | undefined = [];

  /** The strategies whose middlewares log users in through the session. */
  get intoSession(): ReadonlySet<string> {
    return this.sessionStrategies;
  }

  /** Whether a login is remembered: until {@link take} has been asked. */
  get areOpen(): boolean {
    return this.atBoot !== undefined;
  }

  /** Logins with these strategies go into the session. */
  addIntoSession(strategies: Names): void {
    for (const strategy of listOf(strategies)) if (typeof strategy === 'string') this.sessionStrategies.add(strategy);
  }

  add(strategies: Names, options: object): void {
    this.atBoot?.push(...listOf(strategies).map(strategy => ({ strategy, options })));
  }

  /** Those of the boot, once. */
  take(): readonly DeclaredLogin[] {
    const { atBoot = [] } = this;
    this.atBoot = undefined;
    return atBoot;
  }
}

const listOf = (strategies: Names): (string | PassportStrategy)[] => [strategies].flat();
