import type { Context } from 'egg';
import { PassportError } from '../decorator/PassportError';
import { AuthState } from './AuthState';
import type { HookChain } from './HookChain';
import { isNobody } from './isNobody';
import { emptySession, loginSlot, renewSessionId, requireSession, sessionOf, type Session } from './Session';

/** What a login outlives of the session before it. */
const KEPT_AT_LOGIN = ['returnTo'];

/** Options of a login and a logout. */
export interface SessionOptions {
  /** `false` leaves the session alone. */
  session?: boolean;
  /** Keep what the session held. */
  keepSessionInfo?: boolean;
}

/**
 * Writes logins into koa-session and reads them back. It stands in for passport's own manager,
 * whose `regenerate()` keeps all data in koa-session.
 */
export class SessionManager {
  constructor(
    private readonly serializers: HookChain,
    private readonly deserializers: HookChain,
  ) {}

  /** Logs the user in. When anything fails, nobody new is logged in. */
  async logIn(ctx: Context, user: unknown, strategy: string | undefined, options: SessionOptions = {}): Promise<void> {
    if (isNobody(user)) throw new PassportError('There is no user to log in', { code: 'login_without_user' });
    const state = AuthState.of(ctx);
    if (options.session === false) return state.accept(user, strategy);
    requireSession(ctx);
    const stored = this.storable(user, strategy);
    const value = await this.serialize(ctx, stored, strategy);
    const session = requireSession(ctx);
    // Who logs in again, for a fresh login, keeps what the session holds; somebody else does not.
    if (!options.keepSessionInfo && !holds(session, value)) emptySession(session, KEPT_AT_LOGIN);
    const login = strategy === undefined ? { at: Date.now() } : { at: Date.now(), strategy };
    session.passport = { user: value, ...login };
    try {
      await renewSessionId(session);
    } catch (err) {
      delete session.passport;
      state.clear();
      throw err;
    }
    state.setSessionUser(stored, login);
  }

  /**
   * Logs the request's user out. The user is gone when the call returns, the session's id is new
   * when the promise resolves: applications that came from egg-passport do not wait for it.
   */
  async logOut(ctx: Context, options: SessionOptions = {}): Promise<void> {
    AuthState.of(ctx).clear();
    const session = sessionOf(ctx);
    if (!session) return;
    if (options.keepSessionInfo) delete session.passport;
    else emptySession(session);
    await renewSessionId(session);
  }

  /** Finds the session's user, once a request. Nobody there: nobody, and never an error. */
  async restore(ctx: Context): Promise<void> {
    const state = AuthState.of(ctx);
    if (state.restored) return;
    state.restored = true;
    const session = sessionOf(ctx);
    const slot = session && loginSlot(session);
    if (!slot) return;
    const user = await this.deserializers.run(ctx, slot.user, slot.strategy);
    if (isNobody(user)) delete session.passport;
    else state.setSessionUser(user, slot);
  }

  /** Runs the serialize chain. */
  async serialize(ctx: Context, user: unknown, strategy: string | undefined): Promise<unknown> {
    const value = await this.serializers.run(ctx, this.storable(user, strategy), strategy);
    if (!isNobody(value)) return value;
    throw new PassportError('serializeUser answered nothing for this user', { code: 'serialize_failed' });
  }

  // egg-passport drops the profile before it asks its hooks; without hooks the whole rest is stored.
  private storable(user: unknown, strategy: string | undefined): unknown {
    return this.serializers.hasHooks || !this.serializers.steps(strategy).length ? withoutProfile(user) : user;
  }
}

function holds(session: Session, value: unknown): boolean {
  const slot = loginSlot(session);
  return slot !== undefined && JSON.stringify(slot.user) === JSON.stringify(value);
}

// In place, as egg-passport does: a copy would not be the application's object any more.
function withoutProfile(user: unknown): unknown {
  if (typeof user !== 'object' || user === null || !(user as { profile?: unknown }).profile) return user;
  if (Reflect.set(user, 'profile', undefined)) return user;
  return { ...user, profile: undefined };
}
