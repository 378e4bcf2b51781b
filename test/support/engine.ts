import type { Application, Context } from 'egg';
import { Passport } from '#src/passport/Passport';

/** What the engine knows of an application, without one. */
export function fakeApp(more: object = {}): Application {
  return {
    config: { passport: {}, name: 'fake', env: 'prod', session: { key: 'EGG_SESS' } },
    plugins: { session: { enable: true } },
    coreLogger: { warn() {} },
    context: {},
    toAsyncFunction: (fn: unknown) => fn,
    ...more,
  } as unknown as Application;
}

/** What the engine knows of a request, without one. */
export function fakeContext(session?: object | null, more: object = {}): Context {
  return { req: { headers: {} }, app: fakeApp(), query: {}, session, originalUrl: '/', ...more } as unknown as Context;
}

/** An engine of its own. */
export const fakePassport = (more?: object): Passport => new Passport(fakeApp(more));
