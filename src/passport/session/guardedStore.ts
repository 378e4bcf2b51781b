import type { Application, Context } from 'egg';
import { AuthState } from '../AuthState';
import type { SessionStore } from './SessionStore';
import { UnavailableError } from './UnavailableError';
import { within } from './within';

type Carried = { ctx?: Context } | undefined;

/**
 * A store whose failures have an end and a meaning: after `timeout` milliseconds it has failed; a
 * session that could not be read is unknown and not empty, and nothing is written over it; the old
 * session of a login goes when the new one stands.
 */
export function guardedStore(app: Application, store: SessionStore, timeout: number): SessionStore {
  const ask = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await within(timeout, act(), () => new Error(`The session store has not answered in ${timeout} ms`));
    } catch (err) {
      throw new UnavailableError('The session store fails', err);
    }
  };
  // Whatever else the store can do, it does.
  return Object.assign(Object.create(store) as SessionStore, {
    async get(key: string, maxAge?: unknown, options?: Carried) {
      try {
        return await ask(() => store.get(key, maxAge, options));
      } catch (err) {
        if (!options?.ctx) throw err;
        AuthState.of(options.ctx).unavailable = err as UnavailableError;
        return undefined;
      }
    },

    async set(key: string, value: object, maxAge?: unknown, options?: Carried) {
      const state = AuthState.peek(options?.ctx);
      if (state?.unavailable) throw state.unavailable;
      await ask(() => store.set(key, value, maxAge, options));
      const before = state?.change?.key;
      // Its login is ended: what stays of it is of no use to anybody, and no reason to fail.
      if (before !== undefined && before !== key) ask(() => store.destroy(before, options)).catch(logTo(app));
    },

    async destroy(key: string, options?: Carried) {
      await ask(() => store.destroy(key, options));
    },
  });
}

const logTo =
  (app: Application) =>
  (err: unknown): void =>
    app.coreLogger.error(err);
