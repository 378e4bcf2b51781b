import type { IncomingMessage } from 'node:http';
import type { Context } from 'egg';
import { AuthState } from './AuthState';
import type { Engine } from './Engine';
import { requireSession, sessionOf } from './Session';

/** What strategies written for Express and for egg-passport find on `req`, beside Node's own. */
export interface StrategyRequest extends IncomingMessage {
  ctx: Context;
  user: unknown;
  authInfo?: unknown;
  [property: string]: unknown;
}

const PREPARED = Symbol('tegg-passport#prepared');

/** Node's request with what strategies look for. Done when a strategy runs for the first time, not on every request. */
export function strategyRequest(ctx: Context, engine: Engine): StrategyRequest {
  const req = ctx.req as StrategyRequest & { [PREPARED]?: Context };
  if (req[PREPARED] === ctx) return req;
  Object.defineProperties(req, replaceable(req, properties(ctx, engine)));
  req[PREPARED] = ctx;
  return req;
}

// Applications put values of their own in the place of what is read, `req.body` for example.
function replaceable(req: StrategyRequest, descriptors: PropertyDescriptorMap): PropertyDescriptorMap {
  for (const [name, descriptor] of Object.entries(descriptors)) {
    if (!descriptor.get) continue;
    descriptor.set ??= value => void Object.defineProperty(req, name, { value, configurable: true, writable: true });
  }
  return descriptors;
}

function properties(ctx: Context, engine: Engine): PropertyDescriptorMap {
  const value = (what: unknown): PropertyDescriptor => ({ value: what, configurable: true, writable: true });
  const read = (get: () => unknown): PropertyDescriptor => ({ get, configurable: true });
  const user: PropertyDescriptor = {
    get: () => AuthState.of(ctx).user,
    set: (who: unknown) => {
      AuthState.of(ctx).accept(who, undefined);
    },
    configurable: true,
  };
  return {
    ctx: value(ctx),
    res: read(() => engine.currentResponse()),
    session: read(() => sessionOf(ctx)),
    query: read(() => ctx.query),
    body: read(() => (ctx.request as unknown as { body: unknown }).body),
    params: read(() => ctx.params),
    originalUrl: value(ctx.originalUrl),
    path: read(() => ctx.path),
    protocol: read(() => ctx.protocol),
    secure: read(() => ctx.secure),
    hostname: read(() => ctx.hostname),
    host: read(() => ctx.host),
    ip: read(() => ctx.ip),
    get: value((name: string) => ctx.get(name)),
    header: value((name: string) => ctx.get(name)),
    app: value({ get: (setting: string) => (setting === 'trust proxy' ? ctx.app.config.proxy : undefined) }),
    flash: value((type?: string, message?: string) => flash(ctx, type, message)),
    // Strategies that bring an older passport look for it here.
    _passport: value({ instance: engine }),
    user,
    ...callbacks(ctx, engine),
  };
}

type Done = (err?: unknown) => void;

// passport's methods of a request, which take callbacks.
function callbacks(ctx: Context, engine: Engine): PropertyDescriptorMap {
  const settle = (promise: Promise<void>, done?: Done): void =>
    void promise.then(
      () => done?.(),
      (err: unknown) => done?.(err),
    );
  const logIn = (user: unknown, options: object | Done, done?: Done): void =>
    typeof options === 'function'
      ? settle(engine.logIn(ctx, user), options as Done)
      : settle(engine.logIn(ctx, user, options), done);
  const logOut = (options?: object | Done, done?: Done): void =>
    typeof options === 'function'
      ? settle(engine.logOut(ctx), options as Done)
      : settle(engine.logOut(ctx, options), done);
  const method = (value: unknown): PropertyDescriptor => ({ value, configurable: true, writable: true });
  return {
    login: method(logIn),
    logIn: method(logIn),
    logout: method(logOut),
    logOut: method(logOut),
    isAuthenticated: method(() => AuthState.of(ctx).isAuthenticated()),
    isUnauthenticated: method(() => !AuthState.of(ctx).isAuthenticated()),
  };
}

// connect-flash's layout and answers.
function flash(ctx: Context, type?: string, message?: string): unknown {
  const session = requireSession(ctx);
  const messages = Object.assign(Object.create(null) as Record<string, string[]>, session.flash);
  if (type !== undefined && message !== undefined) {
    messages[type] = [...(messages[type] ?? []), String(message)];
    session.flash = messages;
    return messages[type].length;
  }
  if (type === undefined) {
    delete session.flash;
    return messages;
  }
  const taken = messages[type] ?? [];
  delete messages[type];
  session.flash = messages;
  return taken;
}
