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
import { LONGEST } from './session/EndedLogins';
import { discard, regenerate, renewKey, setKey, setsCookie } from './session/koaSession';
import { SessionChange } from './session/SessionChange';
import type { SessionParts } from './session/SessionParts';
import { GUARDED, type SessionStore } from './session/SessionStore';
import { stampOf } from './session/stampOf';
import { within } from './session/within';
import { orUnavailable, unavailable } from './session/UnavailableError';

/** Options of a login and a logout. */
export interface SessionOptions {
  /** `false` leaves the session alone. */
  session?: boolean;
  /** Keep what the session held. */
  keepSessionInfo?: boolean;
}

/** What egg-security adds to the context. */
type WithCsrf = Context & { rotateCsrfSecret?(): void };

const ONE_DAY = 24 * 60 * 60 * 1000;

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
    (ctx as WithCsrf).rotateCsrfSecret?.();
    state.setSessionUser(stored, login);
  }

  /**
   * When the request has ended, and before koa-session writes the session. The login that a new one
   * has replaced ends now, or, with a store, when the new one stands there. Of a login in a request
   * that failed nothing stays.
   *
   * @throws UnavailableError where that cannot be written down, PassportError `session_too_large`: of the new
   *   login nothing stays
   */
  async settle(ctx: Context, hasFailed: boolean): Promise<void> {
    const { change } = AuthState.of(ctx);
    const session = sessionOf(ctx);
    const { store } = this.parts.app.config.session as { store?: SessionStore };
    if (!change) return;
    // `ctx.session = null` takes the new one away.
    if (!session) return this.drop(change, store);
    if (hasFailed) return this.undo(ctx, session, change, store);
    const finish = async (): Promise<void> => {
      if (change.login) await this.end(change.login, session);
      const { index, settings } = this.parts;
      await orUnavailable(() => within(settings.timeout, index.add(ctx, session, settings.maxLifetime), tooSlow));
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

  /**
   * Logs the request's user out. The user is gone when the call returns; when the promise resolves, no
   * copy of the session opens anything. Applications that came from egg-passport do not wait for it.
   *
   * @throws UnavailableError where that cannot be written down: the session is then as it was
   */
  async logOut(ctx: Context, options: SessionOptions = {}): Promise<void> {
    const state = AuthState.of(ctx);
    const session = sessionOf(ctx);
    const { change } = state;
    state.clear();
    state.change = undefined;
    if (!session) return;
    const before = new SessionChange(session);
    if (options.keepSessionInfo) delete session.passport;
    else emptySession(session);
    try {
      for (const login of [before.login, change?.login]) if (login) await this.end(login, session);
      // A login of this request is nowhere yet: what the store has is the session before it.
      setKey(session, change?.key);
      if (options.keepSessionInfo) await regenerate(session);
      else await discard(session);
    } catch (err) {
      before.undo(session);
      throw unavailable(err);
    }
    (ctx as WithCsrf).rotateCsrfSecret?.();
  }

  private async undo(ctx: Context, session: Session, change: SessionChange, store?: SessionStore): Promise<void> {
    const { externalKey } = session;
    change.undo(session);
    // The request has saved the new login by itself.
    if (change.isStored || (!store && setsCookie(ctx))) await session.save?.();
    if (change.isStored && externalKey !== undefined) await store?.destroy(externalKey);
  }

  private async drop({ login, key }: SessionChange, store?: SessionStore): Promise<void> {
    if (login) await orUnavailable(() => this.parts.ended.end(login, this.parts.settings.maxLifetime ?? LONGEST));
    if (key !== undefined) await store?.destroy(key);
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

  private async end(login: LoginSlot, session: Session): Promise<void> {
    await orUnavailable(() => this.parts.ended.end(login, this.lifetimeOf(session)));
  }

  // As long as a copy of the session could open something.
  private lifetimeOf({ maxAge, _expire: expire, isNew }: Session): number {
    const { app, settings } = this.parts;
    const configured = (app.config.session as { maxAge?: unknown }).maxAge ?? ONE_DAY;
    // `session`, which is as long as a browser likes.
    const ages = [configured, maxAge ?? configured].map(age => (typeof age === 'number' ? age : LONGEST));
    // The request may have made `maxAge` shorter since the session was written.
    ages.push(typeof expire === 'number' ? expire - Date.now() : isNew ? 0 : LONGEST);
    return Math.min(Math.max(...ages), settings.maxLifetime ?? LONGEST);
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
