import type { Application, Context } from 'egg';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PassportError } from '../../decorator/PassportError';
import { AuthState } from '../AuthState';
import type { AuthEvent, AuthEventOf } from './AuthEvent';
import { eventTypes } from './eventTypes';
import { originOf } from './originOf';

/** Hears of events. What it throws is logged; nobody waits for it. */
export type AuthListener<T extends AuthEvent['type'] = AuthEvent['type']> = (event: AuthEventOf<T>) => unknown;

/** What an event says beside what is read off its request. */
export type Facts<T extends AuthEvent['type']> = Omit<AuthEventOf<T>, 'type' | 'at' | 'ip' | 'userAgent' | 'requestId'>;

type Listener = (event: never) => unknown;

/** Tells listeners what has happened. No answer waits for them, and none is changed by them. */
export class AuthEvents {
  private readonly listeners = new Map<AuthEvent['type'], Set<{ readonly listener: Listener }>>();

  constructor(private readonly app: Application) {}

  /**
   * Adds a listener; what comes back takes it away. It is called when the work of the request is done,
   * and outside of it: there, `AuthService` has no user.
   *
   * @throws PassportError `listener_invalid`
   */
  on<T extends AuthEvent['type']>(type: T, listener: AuthListener<T>): () => void {
    if (!eventTypes.includes(type)) throw invalid(`there is no event ${JSON.stringify(type)}`);
    if (typeof listener !== 'function') throw invalid('a listener is a function');
    const all = this.listeners.get(type) ?? new Set();
    const own = { listener };
    this.listeners.set(type, all.add(own));
    return () => void all.delete(own);
  }

  /** Whether anybody hears of these. */
  hears(type: AuthEvent['type']): boolean {
    return Boolean(this.listeners.get(type)?.size);
  }

  /**
   * Something has happened in this request, or outside of any.
   *
   * @param facts or what finds them, only where somebody hears of it
   */
  emit<T extends AuthEvent['type']>(
    type: T,
    ctx: Context | undefined,
    facts: NoInfer<Facts<T> | (() => Facts<T>)>,
  ): void {
    const listeners = this.listeners.get(type);
    if (!listeners?.size || AuthState.peek(ctx)?.isImagined) return;
    try {
      const said = typeof facts === 'function' ? facts() : facts;
      const event = Object.freeze(known({ type, at: Date.now(), ...said, ...originOf(ctx) })) as AuthEventOf<T>;
      for (const own of listeners) {
        setImmediate(() => listeners.has(own) && this.tell(own.listener as AuthListener<T>, event));
      }
    } catch (err) {
      // The user's own accessors, for example.
      this.failed(type, err);
    }
  }

  /** When every listener has been called with all that has happened by now. */
  async told(): Promise<void> {
    await nextTurn();
  }

  private tell<T extends AuthEvent['type']>(listener: AuthListener<T>, event: AuthEventOf<T>): void {
    const failed = (err: unknown): void => this.failed(event.type, err);
    const call = (): unknown => Promise.resolve(listener(event)).catch(failed);
    try {
      // Outside of the request.
      this.app.ctxStorage.run(undefined as unknown as Context, call);
    } catch (err) {
      failed(err);
    }
  }

  // Not what was thrown but its stack: some throw the event.
  private failed(type: string, err: unknown): void {
    const stack = err instanceof Error ? err.stack : 'what it has thrown is no error';
    this.app.coreLogger.error("[tegg-passport] a listener of '%s' has failed: %s", type, stack);
  }
}

function known<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function invalid(problem: string): PassportError {
  return new PassportError(`app.passport.on(): ${problem}`, { code: 'listener_invalid' });
}
