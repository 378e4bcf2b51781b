import type { Context } from 'egg';
import type { PassportStrategy } from '../passport/attempt';
import { AuthState } from '../passport/AuthState';
import { Grants } from './Grants';
import type { MockedStrategy } from './MockedStrategy';
import type { TestApplication } from './TestApplication';

/** Where the application keeps its {@link Mocks}. egg-mock's `mm.restore()` takes them away. */
export const MOCKS = Symbol('tegg-passport#mocks');

/** Whom the requests of a test come from. `mm.restore()` and `asNobody()` end it, and what was made with it. */
export class Mocks {
  /** The user of `mockUser`. */
  user: object | undefined = undefined;
  readonly strategies = new Map<string, MockedStrategy>();
  /** Somebody whom a provider has sent back may come when it is mocked anew. */
  readonly grants = new Grants();

  /** Those that are in force; from here on some are. */
  static of(app: TestApplication): Mocks {
    const { [MOCKS]: current } = app;
    if (current) return current;
    const mocks = new Mocks();
    app.mm(app, MOCKS, mocks);
    intercept(app);
    return mocks;
  }

  /** Ends those that are in force. */
  static end(app: TestApplication): void {
    if (app[MOCKS]) app.mm(app, MOCKS, new Mocks());
  }

  /** Whether these are in force. */
  isOn(app: TestApplication): boolean {
    return app[MOCKS] === this;
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
    if (user) AuthState.of(ctx).setSessionUser(user, { at: Date.now() });
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
