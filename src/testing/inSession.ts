import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Context } from 'egg';
import type { Next } from '../passport/finish';
import { inModuleScope } from '../passport/inModuleScope';
import type { TestApplication } from './TestApplication';

type Middleware = (ctx: Context, next: Next) => Promise<unknown>;
type Middlewares = Record<string, (options: unknown, app: TestApplication) => Middleware>;

/** What a request of {@link inSession} is. */
interface Through {
  /** The cookies that it carries. */
  readonly cookie?: string;
  /** The middlewares that it passes through, the outermost first. */
  readonly through?: readonly string[];
}

const EVERY_LOGIN = ['session', 'passportSettle', 'passportSession'];

/**
 * Does something in a request that no route sees. It passes through the middlewares that every login
 * passes through: they open the session, and write it when all is well.
 *
 * @returns the cookies that it sets
 */
export async function inSession(
  app: TestApplication,
  act: (ctx: Context) => Promise<unknown>,
  { cookie = '', through = EVERY_LOGIN }: Through = {},
): Promise<string[]> {
  const ctx = newContext(app, cookie);
  const { middlewares } = app as unknown as { middlewares: Middlewares };
  const passThrough = through.reduceRight<() => Promise<unknown>>(
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
  const { secure } = app.config.session as { secure?: boolean };
  // A cookie that is only for TLS is set on no other connection.
  const socket = Object.defineProperties(new Socket(), {
    remoteAddress: { value: '127.0.0.1' },
    encrypted: { value: secure === true },
  });
  const req = new IncomingMessage(socket);
  Object.assign(req, { method: 'POST', url: '/' });
  Object.assign(req.headers, { host: '127.0.0.1', 'x-forwarded-for': '127.0.0.1', 'user-agent': 'egg-mock', cookie });
  const ctx = app.createContext(req, new ServerResponse(req)) as unknown as Context;
  ctx.status = 200;
  return ctx;
}
