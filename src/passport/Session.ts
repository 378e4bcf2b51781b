import { randomBytes } from 'node:crypto';
import type { Context } from 'egg';
import { PassportError } from '../decorator/PassportError';
import type { LoginInfo } from './AuthState';
import { isNobody } from './isNobody';

/** What koa-session and egg-mock's `mockSession` have in common. */
export interface Session {
  passport?: unknown;
  returnTo?: unknown;
  messages?: unknown;
  flash?: unknown;
  /** The id in an external store; cookie sessions have none. */
  readonly externalKey?: string;
  regenerate?(): Promise<void>;
  save?(): Promise<void>;
  [key: string]: unknown;
}

/** What a login leaves in the session: egg-passport's layout, with keys of ours beside `user`. */
export interface LoginSlot extends LoginInfo {
  readonly user: unknown;
  /** What the verifiers' `stamp` answered for the user. */
  readonly stamp?: string;
  /** The last end of all of the user's logins before this one. */
  readonly after?: string;
  /** When koa-session has written the session, where that can be told. */
  readonly written?: number;
}

/** The session, or nothing where the application has none or the request gave it up. */
export function sessionOf(ctx: Context): Session | undefined {
  return (ctx.session as Session | null | undefined) ?? undefined;
}

/** The session. Throws where there is none. */
export function requireSession(ctx: Context): Session {
  const session = sessionOf(ctx);
  if (session) return session;
  throw new PassportError('Login needs sessions: enable the plugin `session`, or pass { session: false }', {
    code: 'session_unavailable',
  });
}

/** What the session says of a login. Anything but a positive login is nobody, and never an error. */
export function loginSlot(session: Session): LoginSlot | undefined {
  const slot: unknown = session.passport;
  if (typeof slot !== 'object' || slot === null || Array.isArray(slot)) return undefined;
  const { user, at, strategy, id, stamp, after } = slot as Record<string, unknown>;
  if (isNobody(user)) return undefined;
  return {
    user,
    at: typeof at === 'number' ? at : undefined,
    strategy: text(strategy),
    id: typeof id === 'string' && LOGIN_ID.test(id) ? id : undefined,
    stamp: text(stamp),
    after: text(after),
    written: writtenAt(session),
  };
}

/** An id that nobody guesses: 128 random bits. */
export function newLoginId(): string {
  return randomBytes(16).toString('base64url');
}

function writtenAt({ _expire: expire, maxAge }: Session): number | undefined {
  return typeof expire === 'number' && typeof maxAge === 'number' ? expire - maxAge : undefined;
}

const LOGIN_ID = /^[\w-]{22}$/;

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Drops what the session holds, but for the keys named. */
export function emptySession(session: Session, keep: readonly string[] = []): void {
  for (const key of Object.keys(session)) {
    // koa-session keeps its own properties under these.
    if (key.startsWith('_') || key === 'isNew' || keep.includes(key)) continue;
    delete session[key];
  }
}
