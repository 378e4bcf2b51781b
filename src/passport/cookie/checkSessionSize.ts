import type { Context } from 'egg';
import type { Session } from '../Session';

/** What koa-session knows in a request. */
interface KoaSessionOptions {
  readonly encode?: (session: object) => string;
  readonly maxAge?: unknown;
}

/**
 * Writes a session to nowhere, before anything hangs on it: what is too large for its cookie would
 * fail only when koa-session writes it, at the very end of the request.
 *
 * @throws PassportError `session_too_large`
 */
export function checkSessionSize(ctx: Context, session: Session): void {
  const { encode, maxAge } = (ctx as { sessionOptions?: KoaSessionOptions }).sessionOptions ?? {};
  // With an id, the session is in a store.
  if (!encode || session.externalKey !== undefined || typeof session.toJSON !== 'function') return;
  const content = (session as { toJSON(): object }).toJSON();
  // What koa-session adds.
  encode({ ...content, _expire: Date.now(), _maxAge: maxAge });
}
