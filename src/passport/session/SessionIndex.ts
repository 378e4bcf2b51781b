import { createHash } from 'node:crypto';
import type { Application, Context } from 'egg';
import { PassportError } from '../../decorator/PassportError';
import { loginSlot, type Session } from '../Session';
import { LONGEST } from './EndedLogins';
import { sessionRedis } from './sessionRedis';
import type { SessionStore } from './SessionStore';
import { userDigest } from './userDigest';

/** A session of a user, as `AuthService#sessions` gives it. */
export interface SessionInfo {
  /** For `AuthService#endSession`. It opens nothing. */
  readonly id: string;
  /** When its login was made, in milliseconds since the epoch. */
  readonly at: number;
  /** The strategy of its login, where there was one. */
  readonly strategy?: string;
  /** Where from. */
  readonly ip: string;
  /** What the browser says of itself: up to 200 characters that nobody has checked. */
  readonly userAgent: string;
  /** Whether it is the one of this request. */
  readonly current: boolean;
}

/** What is known of a session beside the session itself. */
export interface Entry extends Omit<SessionInfo, 'id' | 'current'> {
  /** Its id in the store. */
  readonly key: string;
  /** The id of its login. */
  readonly login: string;
}

/** A listed session, and what it takes to end it. */
export interface Listed extends Entry {
  readonly id: string;
}

const PREFIX = 'passport:sessions:';
const USER_AGENT = 200;

/** The sessions of each user, where they are in Redis: no other store can list them. */
export class SessionIndex {
  constructor(private readonly app: Application) {}

  /** Remembers a login. Elsewhere than in Redis, nothing. */
  async add(ctx: Context, session: Session, lifetime = LONGEST): Promise<void> {
    const redis = sessionRedis(this.app);
    const slot = loginSlot(session);
    if (!redis || slot?.id === undefined || slot.at === undefined || session.externalKey === undefined) return;
    const { id: login, at, strategy } = slot;
    const userAgent = ctx.get('user-agent').slice(0, USER_AGENT);
    const entry: Entry = { key: session.externalKey, login, at, strategy, ip: ctx.ip, userAgent };
    const key = PREFIX + userDigest(slot.user);
    await redis.hset(key, fieldOf(login), JSON.stringify(entry));
    await redis.pexpire(key, lifetime);
  }

  /**
   * The live sessions of the user who serializes to this value.
   *
   * @throws PassportError `sessions_unlisted`
   */
  async list(user: unknown): Promise<Listed[]> {
    const redis = sessionRedis(this.app) ?? unlisted();
    const digest = userDigest(user);
    const live: Listed[] = [];
    for (const [field, text] of Object.entries(await redis.hgetall(PREFIX + digest))) {
      const entry = JSON.parse(text) as Entry;
      if (await this.isLive(entry)) live.push({ ...entry, id: `${digest}.${field}` });
      else await redis.hdel(PREFIX + digest, field);
    }
    return live.sort((a, b) => a.at - b.at);
  }

  /**
   * The session of this id.
   *
   * @throws PassportError `sessions_unlisted`
   */
  async take(id: string): Promise<Entry | undefined> {
    const redis = sessionRedis(this.app) ?? unlisted();
    const [digest, field] = String(id).split('.');
    const text = field ? await redis.hget(PREFIX + digest, field) : null;
    if (text === null) return undefined;
    await redis.hdel(PREFIX + digest, field);
    return JSON.parse(text) as Entry;
  }

  private async isLive({ key, login }: Entry): Promise<boolean> {
    const { store } = this.app.config.session as { store?: SessionStore };
    const session = (await store?.get(key)) as Session | undefined | null;
    return session ? loginSlot(session)?.id === login : false;
  }
}

function fieldOf(login: string): string {
  return createHash('sha256').update(login).digest('base64url');
}

function unlisted(): never {
  throw new PassportError('Only sessions in Redis can be listed: enable egg-redis and egg-session-redis', {
    code: 'sessions_unlisted',
  });
}
