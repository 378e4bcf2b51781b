import type { Context } from 'egg';
import { sessionOf } from '../Session';
import { endLogin } from './endLogin';
import { setsCookie } from './koaSession';
import type { SessionChange } from './SessionChange';
import type { SessionParts } from './SessionParts';
import type { SessionStore } from './SessionStore';

/**
 * Takes back the login that a request has made: the session is as it was before it. Where the request
 * gave its session up, with `ctx.session = null`, the login before it ends too.
 *
 * @throws UnavailableError where that cannot be written down
 */
export async function takeBack(ctx: Context, parts: SessionParts, change: SessionChange): Promise<void> {
  const session = sessionOf(ctx);
  const { store } = parts.app.config.session as { store?: SessionStore };
  if (!session) {
    if (change.login) await endLogin(parts, change.login);
    if (change.key !== undefined) await store?.destroy(change.key);
    return;
  }
  const { externalKey } = session;
  change.undo(session);
  // The request has saved the new login by itself.
  if (change.isStored || (!store && setsCookie(ctx))) await session.save?.();
  if (change.isStored && externalKey !== undefined) await store?.destroy(externalKey);
}
