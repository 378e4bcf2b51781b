import type { Context } from 'egg';
import type { PassportStrategy } from '../passport/attempt';
import { AuthState } from '../passport/AuthState';
import { CookieJar } from './CookieJar';
import { Grants } from './Grants';
import type { MockedStrategy } from './MockedStrategy';
import type { TestApplication } from './TestApplication';

/** Where the application keeps its {@link Mocks}. egg-mock's `mm.restore()` takes them away. */
export const MOCKS = Symbol('tegg-passport#mocks');
/** Where it keeps those that are not in force any more, too. */
export const BEGUN = Symbol('tegg-passport#begun');

/** Whom the requests of a test come from. `mm.restore()` and `asNobody()` end it, and what was made with it. */
export class Mocks {
  /** The user of `mockUser`. */
  user: unknown = undefined;
  readonly strategies = new Map<string, MockedStrategy>();
  /** Somebody whom a provider has sent back may come when it is mocked anew. */
  readonly grants = new Grants();
  private readonly jars: CookieJar[] = [];

  /** Those that are in force; from here on some are. */
  static of(app: TestApplication): Mocks {
    const { [MOCKS]: current } = app;
    if (current) return current;
    const mocks = Mocks.begin(app);
    intercept(app);
    return mocks;
  }

  /** Ends those that are in force. */
  static end(app: TestApplication): void {
    if (app[MOCKS]) Mocks.begin(app);
  }

  /** The cookies that agents have lost since this was asked. */
  static takeLost(app: TestApplication): readonly CookieJar[] {
    const { [BEGUN]: begun = [] } = app;
    app[BEGUN] = begun.filter(mocks => mocks.isOn(app));
    return begun.filter(mocks => !mocks.isOn(app)).flatMap(({ jars }) => jars);
  }

  private static begin(app: TestApplication): Mocks {
    const mocks = new Mocks();
    app[BEGUN] = [...(app[BEGUN] ?? []).filter(({ jars }) => jars.length), mocks];
    app.mm(app, MOCKS, mocks);
    return mocks;
  }

  /** Whether these are in force. */
  isOn(app: TestApplication): boolean {
    return app[MOCKS] === this;
  }

  /** For the cookies of an agent, for as long as these are in force. */
  newJar(): CookieJar {
    const jar = new CookieJar();
    this.jars.push(jar);
    return jar;
  }
}

// Once for each `mm.restore()`. What it does is looked up at each request.
function intercept(app: TestApplication): void {
  const { createContext, passport } = app;
  const { providers, strategy } = passport;
  const { stage } = providers;
  const mocked = (name: string): MockedStrategy | undefined => app[MOCKS]?.strategies.get(name);
  app.mm(app, 'createContext', (...args: Parameters<typeof createContext>) => {
    const ctx = createContext.apply(app, args) as unknown as Context;
    const user = app[MOCKS]?.user;
    if (user !== undefined) AuthState.of(ctx).setSessionUser(user, { at: Date.now() });
    return ctx;
  });
  app.mm(passport, 'strategy', (name: string): PassportStrategy => {
    const registered = strategy.call(passport, name);
    return mocked(name)?.strategy(registered) ?? registered;
  });
  app.mm(providers, 'stage', (...args: Parameters<typeof stage>) => {
    const surrounding = stage.apply(providers, args);
    return mocked(args[1])?.stage(surrounding, args[3]) ?? surrounding;
  });
}
