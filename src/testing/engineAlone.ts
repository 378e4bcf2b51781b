import { AsyncLocalStorage } from 'node:async_hooks';
import { tmpdir } from 'node:os';
import type { Application, Context } from 'egg';
import { AuthState } from '../passport/AuthState';
import { Passport } from '../passport/Passport';

/** An engine without an application around it. */
export interface EngineAlone {
  readonly app: Application;
  readonly passport: Passport;
  /** Does something in this context. */
  within<T>(ctx: Context, act: () => Promise<T>): Promise<T>;
}

const current = new AsyncLocalStorage<{ readonly app: Application; readonly ctx: Context }>();

/** Makes one. It has no sessions, and writes nothing anywhere. */
export function engineAlone(config: object = {}): EngineAlone {
  const app = {
    config: { name: 'check', env: 'unittest', rundir: tmpdir(), session: {}, passport: {}, ...config },
    plugins: {},
    moduleConfigs: {},
    context: {},
    coreLogger: { warn: () => {}, error: () => {} },
    toAsyncFunction: <T>(fn: T): T => fn,
    get currentContext() {
      const running = current.getStore();
      return running?.app === app ? running.ctx : undefined;
    },
  } as unknown as Application;
  return {
    app,
    passport: new Passport(app),
    within(ctx, act) {
      // A request, not an anonymous context.
      AuthState.of(ctx);
      return current.run({ app, ctx }, act);
    },
  };
}
