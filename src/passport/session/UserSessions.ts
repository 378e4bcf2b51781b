import type { Context } from 'egg';
import { AuthState } from '../AuthState';
import { endLogin } from './endLogin';
import type { SessionInfo } from './SessionIndex';
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
    const { serializer, ended, settings } = this.parts;
    for (const value of await serializer.all(ctx, user)) {
      await orUnavailable(() => ended.endAll(value, settings.maxLifetime));
    }
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
   * @returns whether there was one
   * @throws PassportError `sessions_unlisted`; UnavailableError
   */
  async endOne(id: string): Promise<boolean> {
    const { app, index } = this.parts;
    return orUnavailable(async () => {
      const entry = await index.take(id);
      if (!entry) return false;
      await endLogin(this.parts, { user: undefined, id: entry.login });
      await (app.config.session as { store?: SessionStore }).store?.destroy(entry.key);
      return true;
    });
  }
}
