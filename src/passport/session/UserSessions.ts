import type { Context } from 'egg';
import { AuthState } from '../AuthState';
import { userIdOf } from '../events/userIdOf';
import { loginSlot, type Session } from '../Session';
import { endLogin } from './endLogin';
import type { Entry, SessionInfo } from './SessionIndex';
import type { SessionParts } from './SessionParts';
import type { SessionStore } from './SessionStore';
import { orUnavailable } from './UnavailableError';

/** All sessions of a user, on every device. */
export class UserSessions {
  constructor(private readonly parts: SessionParts) {}

  /**
   * Ends every login of this user, this request's too.
   *
   * @throws UnavailableError
   */
  async endAll(ctx: Context, user: unknown): Promise<void> {
    const { serializer, ended, settings, events } = this.parts;
    const values = await serializer.all(ctx, user);
    for (const value of values) await orUnavailable(() => ended.endAll(value, settings.maxLifetime));
    if (values.length) events.emit('sessionsEnded', ctx, () => ({ reason: 'all', userId: userIdOf(user, values[0]) }));
  }

  /**
   * The live sessions of this user, the oldest first.
   *
   * @throws PassportError `sessions_unlisted`; UnavailableError
   */
  async list(ctx: Context, user: unknown): Promise<SessionInfo[]> {
    const { serializer, index } = this.parts;
    const current = AuthState.of(ctx).login?.id;
    const lists = (await serializer.all(ctx, user)).map(value => orUnavailable(() => index.list(value)));
    return (await Promise.all(lists))
      .flat()
      .sort((a, b) => a.at - b.at)
      .map(({ id, at, strategy, ip, userAgent, login }) => {
        return { id, at, strategy, ip, userAgent, current: login === current };
      });
  }

  /**
   * Ends the session of this id.
   *
   * @param ctx the request that wants it, where there is one
   * @returns whether there was one
   * @throws PassportError `sessions_unlisted`; UnavailableError
   */
  async endOne(id: string, ctx?: Context): Promise<boolean> {
    const { app, index, events } = this.parts;
    return orUnavailable(async () => {
      const entry = await index.take(id);
      if (!entry) return false;
      const user = events.hears('sessionsEnded') ? await this.userOf(entry) : undefined;
      await endLogin(this.parts, { user: undefined, id: entry.login });
      await (app.config.session as { store?: SessionStore }).store?.destroy(entry.key);
      const { strategy } = entry;
      events.emit('sessionsEnded', ctx, () => ({ reason: 'one', strategy, userId: userIdOf(undefined, user) }));
      return true;
    });
  }

  // The list knows no users. Without one the session ends all the same.
  private async userOf({ key, login }: Entry): Promise<unknown> {
    const { store } = this.parts.app.config.session as { store?: SessionStore };
    const session = (await store?.get(key).catch(() => undefined)) as Session | null | undefined;
    const slot = session ? loginSlot(session) : undefined;
    return slot?.id === login ? slot.user : undefined;
  }
}
