import type { Application, Context } from 'egg';
import type { AuthEvent, AuthEventOf } from './AuthEvent';

/** Hears of events. What it throws is logged; nobody waits for it. */
export type AuthListener<T extends AuthEvent['type'] = AuthEvent['type']> = (event: AuthEventOf<T>) => unknown;

/** What an event says beside what is read off its request. */
export type Facts<T extends AuthEvent['type']> = Omit<AuthEventOf<T>, 'type' | 'at' | 'ip' | 'userAgent' | 'requestId'>;

const USER_AGENT = 200;

/** Tells listeners what has happened. No answer waits for them, and none is changed by them. */
export class AuthEvents {
  private readonly listeners = new Map<AuthEvent['type'], Set<(event: never) => unknown>>();

  constructor(private readonly app: Application) {}

  /** Adds a listener; what comes back takes it away. */
  on<T extends AuthEvent['type']>(type: T, listener: AuthListener<T>): () => void {
    const all = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, all.add(listener));
    return () => void all.delete(listener);
  }

  /** Something has happened in this request, or outside of any. */
  emit<T extends AuthEvent['type']>(type: T, ctx: Context | undefined, facts: Facts<T>): void {
    const listeners = this.listeners.get(type);
    if (!listeners?.size) return;
    const event = Object.freeze({ type, at: Date.now(), ...facts, ...(ctx && originOf(ctx)) }) as AuthEventOf<T>;
    for (const listener of listeners) setImmediate(() => this.tell(listener as AuthListener<T>, event));
  }

  private tell<T extends AuthEvent['type']>(listener: AuthListener<T>, event: AuthEventOf<T>): void {
    const failed = (err: unknown): void => this.app.coreLogger.error(err);
    try {
      Promise.resolve(listener(event)).catch(failed);
    } catch (err) {
      failed(err);
    }
  }
}

function originOf(ctx: Context): Pick<AuthEvent, 'ip' | 'userAgent' | 'requestId'> {
  const { traceId } = (ctx as { tracer?: { traceId?: string } }).tracer ?? {};
  return { ip: ctx.ip, userAgent: ctx.get('user-agent').slice(0, USER_AGENT), requestId: traceId };
}
