import type { Context } from 'egg';
import { PassportError } from '../decorator/PassportError';
import { AuthState } from './AuthState';
import { checkSessionSize } from './cookie/checkSessionSize';
import { isNobody } from './isNobody';
import {
  emptySession,
  loginSlot,
  newLoginId,
  requireSession,
  sessionOf,
  type LoginSlot,
  type Session,
} from './Session';
import { userIdOf } from './events/userIdOf';
import { endLogin } from './session/endLogin';
import { renewKey } from './session/koaSession';
import { rotateCsrfSecret } from './session/rotateCsrfSecret';
import { SessionChange } from './session/SessionChange';
import type { SessionParts } from './session/SessionParts';
import { GUARDED, type SessionStore } from './session/SessionStore';
import { stampOf } from './session/stampOf';
import { takeBack } from './session/takeBack';
import { orUnavailable } from './session/UnavailableError';
import { within } from './session/within';

/** Options of a login and a logout. */
export interface SessionOptions {
  /** `false` leaves the session alone. */
  session?: boolean;
  /** Keep what the session held. */
  keepSessionInfo?: boolean;
}

/**
 * Writes logins into koa-session. It stands in for passport's own manager, whose `regenerate()`
 * keeps all data in koa-session.
 */
export class SessionManager {
  constructor(private readonly parts: SessionParts) {}

  /** Logs the user in. When anything fails, in this call or later in the request, nobody new is logged in. */
  async logIn(ctx: Context, user: unknown, strategy: string | undefined, options: SessionOptions = {}): Promise<void> {
    if (isNobody(user)) throw new PassportError('There is no user to log in', { code: 'login_without_user' });
    const state = AuthState.of(ctx);
    if (options.session === false) return state.accept(user, strategy);
    requireSession(ctx);
    const { serializer, settings } = this.parts;
    const stored = serializer.storable(user, strategy);
    const value = await within(settings.timeout, serializer.serialize(ctx, stored, strategy), tooLate);
    const login = await this.newLogin(ctx, stored, value, strategy);
    if (state.isOver) throw notAwaited();
    const session = requireSession(ctx);
    state.change ??= new SessionChange(session);
    // Who logs in again, for a fresh login, keeps what the session holds; somebody else does not.
    if (!options.keepSessionInfo && !holds(session, value)) emptySession(session, settings.keep);
    session.passport = login;
    renewKey(session);
    rotateCsrfSecret(ctx);
    state.setSessionUser(stored, login);
  }

  /**
   * When the request has ended, and before koa-session writes the session. The login that a new one
   * has replaced ends now, or, with a store, when the new one stands there. Of a login in a request
   * that failed nothing stays, and nobody hears of it.
   *
   * @throws UnavailableError where that cannot be written down, PassportError `session_too_large`: of the new
   *   login nothing stays
   */
  async settle(ctx: Context, hasFailed: boolean): Promise<void> {
    const { change, sessionless } = AuthState.of(ctx);
    if (!change) {
      // A login through the session, beside it, is the one that is told.
      if (sessionless && !hasFailed) this.tell(ctx, sessionless.strategy, sessionless.user);
      return;
    }
    const session = sessionOf(ctx);
    const { store } = this.parts.app.config.session as { store?: SessionStore };
    // `ctx.session = null` takes the new one away.
    if (hasFailed || !session) return takeBack(ctx, this.parts, change);
    const finish = async (): Promise<void> => {
      if (change.login) await endLogin(this.parts, change.login, session);
      const { index, settings } = this.parts;
      await orUnavailable(() => within(settings.timeout, index.add(ctx, session, settings.maxLifetime), tooSlow));
      const slot = loginSlot(session);
      const { login, sessionUser } = AuthState.of(ctx);
      // The request may have taken it out of the session by itself.
      if (slot && slot.id === login?.id) this.tell(ctx, slot.strategy, sessionUser, slot.user);
    };
    if (store?.[GUARDED]) {
      change.finish = finish;
      // koa-session may not save it once more.
      if (change.isStored) await session.save?.();
      return;
    }
    try {
      checkSessionSize(ctx, session);
      await finish();
    } catch (err) {
      change.undo(session);
      throw err;
    }
  }

  private tell(ctx: Context, strategy: string | undefined, user: unknown, serialized?: unknown): void {
    this.parts.events.emit('login', ctx, () => ({ strategy, userId: userIdOf(user, serialized) }));
  }

  private async newLogin(
    ctx: Context,
    user: unknown,
    value: unknown,
    strategy: string | undefined,
  ): Promise<LoginSlot & { at: number }> {
    const { chains, ended, settings } = this.parts;
    const after = await orUnavailable(() => ended.lastEnd(value));
    const stamp = await within(settings.timeout, stampOf(chains.stamp.steps(strategy), ctx, user), stampTooLate);
    return { user: value, at: Date.now(), id: newLoginId(), ...known({ strategy, stamp, after }) };
  }
}

function tooLate(): PassportError {
  return new PassportError('serializeUser has not answered in time', { code: 'serialize_failed', status: 504 });
}

function stampTooLate(): PassportError {
  return new PassportError('stamp has not answered in time', { code: 'serialize_failed', status: 504 });
}

function tooSlow(): Error {
  return new Error('Redis has not answered in time');
}

function notAwaited(): PassportError {
  return new PassportError('The request was over before its login: await it', { code: 'session_unavailable' });
}

/** Without what is not there: a session may stand in a cookie. */
function known<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function holds(session: Session, value: unknown): boolean {
  const slot = loginSlot(session);
  return slot !== undefined && JSON.stringify(slot.user) === JSON.stringify(value);
}
