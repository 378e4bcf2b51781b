import type { Context } from 'egg';
import type { Session } from '../Session';

/** What koa-session keeps for a request that has a session in an external store. */
interface SessionContext {
  externalKey?: string;
  prevHash?: unknown;
  opts: { genid(ctx: unknown): string };
  ctx: unknown;
  remove(): Promise<void>;
  create(): void;
}

type StoredSession = Session & { _sessCtx?: SessionContext; _externalKey?: string };

// koa-session's `regenerate()` destroys the old session before it has written the new one, and keeps
// all data: this is done here in its own terms.

/** A new id for a session in an external store. koa-session writes it there when the request has ended. */
export function renewKey(session: Session): void {
  const { _sessCtx: context } = session as StoredSession;
  if (session.externalKey !== undefined && context) setKey(session, context.opts.genid(context.ctx));
}

/** Gives a session in an external store this id. */
export function setKey(session: Session, key: string | undefined): void {
  const stored = session as StoredSession;
  if (key === undefined || !stored._sessCtx) return;
  stored._externalKey = key;
  stored._sessCtx.externalKey = key;
}

/** Takes a session out of its external store; the request goes on with a new and empty one. */
export async function discard(session: Session): Promise<void> {
  const { _sessCtx: context } = session as StoredSession;
  if (session.externalKey === undefined || !context) return;
  await context.remove();
  context.prevHash = undefined;
  context.create();
}

/** koa-session's `regenerate()`, after which the session knows its new id. */
export async function regenerate(session: Session): Promise<void> {
  await session.regenerate?.();
  setKey(session, (session as StoredSession)._sessCtx?.externalKey);
}

/** Whether the request has already written the session's cookie. */
export function setsCookie(ctx: Context): boolean {
  const { key } = (ctx as { sessionOptions?: { key?: string } }).sessionOptions ?? {};
  if (key === undefined) return false;
  const cookies = [ctx.response.get('set-cookie') as string | string[]].flat();
  return cookies.some(cookie => cookie.startsWith(`${key}=`));
}
