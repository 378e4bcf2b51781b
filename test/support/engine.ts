import type { Application, Context } from 'egg';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Passport } from '#src/passport/Passport';

// Nothing is written there: no login with an id is ended.
const NOWHERE = join(tmpdir(), 'tegg-passport-nowhere');

/** What the engine knows of an application, without one. */
export function fakeApp({ config, ...more }: { config?: object; [name: string]: unknown } = {}): Application {
  return {
    config: {
      passport: {},
      name: 'fake',
      env: 'prod',
      session: { key: 'EGG_SESS' },
      rundir: NOWHERE,
      ...config,
    },
    plugins: { session: { enable: true } },
    coreLogger: { warn() {} },
    context: {},
    toAsyncFunction: (fn: unknown) => fn,
    ...more,
  } as unknown as Application;
}

/** What the engine knows of a request, without one. */
export function fakeContext(session?: object | null, more: object = {}): Context {
  return {
    req: { headers: {} },
    set() {},
    app: fakeApp(),
    query: {},
    session,
    originalUrl: '/',
    ...more,
  } as unknown as Context;
}

/** An engine of its own. */
export const fakePassport = (more?: Parameters<typeof fakeApp>[0]): Passport => new Passport(fakeApp(more));
