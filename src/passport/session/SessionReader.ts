import type { Context } from 'egg';
import { AuthState } from '../AuthState';
import { isNobody } from '../isNobody';
import { emptySession, loginSlot, sessionOf, type LoginSlot, type Session } from '../Session';
import { Budget } from './Budget';
import type { SessionParts } from './SessionParts';
import { stampOf } from './stampOf';
import { unavailable } from './UnavailableError';

/** Reads logins back from sessions. */
export class SessionReader {
  constructor(private readonly parts: SessionParts) {}

  /**
   * Finds the session's user, once a request. Nobody there: nobody, and never an error.
   *
   * @throws UnavailableError where it cannot be found out, unless `onStoreFailure` is `nobody`
   */
  async restore(ctx: Context): Promise<void> {
    const state = AuthState.of(ctx);
    if (state.restored) return;
    state.restored = true;
    const session = sessionOf(ctx);
    const slot = session && loginSlot(session);
    if (!state.unavailable && !slot) return;
    const { settings, app } = this.parts;
    try {
      if (state.unavailable) throw state.unavailable;
      // The store has taken some of it, where the session came from one.
      state.budget ??= new Budget(settings.timeout);
      if (session && slot) await state.budget.spend(this.find(ctx, state, session, slot), tooLate);
    } catch (err) {
      state.unavailable = unavailable(err);
      if (settings.failClosed) throw state.unavailable;
      app.emit('error', state.unavailable, ctx);
    }
  }

  private async find(ctx: Context, state: AuthState, session: Session, slot: LoginSlot): Promise<void> {
    const { chains, ended } = this.parts;
    if (this.isOver(slot)) return emptySession(session);
    const isEnded = ended.isEnded(slot);
    if (typeof isEnded === 'boolean' ? isEnded : await isEnded) return emptySession(session);
    const user = await chains.deserialize.run(ctx, slot.user, slot.strategy);
    const stamps = chains.stamp.steps(slot.strategy);
    const stamp = isNobody(user) || !stamps.length ? undefined : await stampOf(stamps, ctx, user);
    // The request has been answered without this user.
    if (state.unavailable) return;
    if (isNobody(user)) delete session.passport;
    // A session from before there were stamps could not be ended by one.
    else if (stamps.length && stamp !== slot.stamp) emptySession(session);
    else state.setSessionUser(user, slot);
  }

  // A login that does not say when it was made has no end that anybody could see.
  private isOver({ at }: LoginSlot): boolean {
    const { maxLifetime } = this.parts.settings;
    return maxLifetime !== undefined && !(at !== undefined && Date.now() - at <= maxLifetime);
  }
}

function tooLate(): Error {
  return new Error('deserializeUser has not answered in time');
}
