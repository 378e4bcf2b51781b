import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Context } from 'egg';
import type { Next } from '../passport/finish';
import { inModuleScope } from '../passport/inModuleScope';
import type { TestApplication } from './TestApplication';

type Middleware = (ctx: Context, next: Next) => Promise<unknown>;
// The outermost first.
const PASSED = ['session', 'passportSettle', 'passportSession'];

type Middlewares = Record<string, (options: unknown, app: TestApplication) => Middleware>;

/**
 * Does something in a request that no route sees. It passes through the middlewares that every login
 * passes through: they open the session, and write it when all is well.
 *
 * @returns the cookies that it sets
 */
export async function inSession(
  app: TestApplication,
  act: (ctx: Context) => Promise<unknown>,
  cookie = '',
): Promise<string[]> {
  const ctx = newContext(app, cookie);
  const { middlewares } = app as unknown as { middlewares: Middlewares };
  const passThrough = PASSED.reduceRight<() => Promise<unknown>>(
    (next, name) => {
      const middleware = middlewares[name](app.config[name], app);
      return () => middleware(ctx, next);
    },
    () => act(ctx),
  );
  await app.ctxStorage.run(ctx, () => inModuleScope(ctx, passThrough));
  return [ctx.response.get('set-cookie') as string | string[]].flat().filter(Boolean);
}

function newContext(app: TestApplication, cookie: string): Context {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: '127.0.0.1' });
  const req = new IncomingMessage(socket);
  Object.assign(req, { method: 'POST', url: '/' });
  Object.assign(req.headers, { host: '127.0.0.1', 'x-forwarded-for': '127.0.0.1', 'user-agent': 'egg-mock', cookie });
  const ctx = app.createContext(req, new ServerResponse(req)) as unknown as Context;
  ctx.status = 200;
  return ctx;
}
