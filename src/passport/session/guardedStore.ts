import type { Application, Context } from 'egg';
import { AuthState } from '../AuthState';
import { Budget } from './Budget';
import type { SessionChange } from './SessionChange';
import { GUARDED, type SessionStore } from './SessionStore';
import { UnavailableError } from './UnavailableError';

type Carried = { ctx?: Context } | undefined;

/**
 * A store whose failures have an end and a meaning: after `timeout` milliseconds it has failed; a
 * session that could not be read is unknown and not empty, and nothing is written over it; the old
 * session of a login goes when the new one stands.
 */
export function guardedStore(app: Application, store: SessionStore, timeout: number): SessionStore {
  const ask = async <T>(act: () => Promise<T>, budget = new Budget(timeout)): Promise<T> => {
    try {
      return await budget.spend(act(), () => new Error('The session store has not answered in time'));
    } catch (err) {
      throw new UnavailableError('The session store fails', err);
    }
  };
  // Of no use to anybody, whatever comes of it.
  const forget = (key: string, options?: Carried): void => {
    ask(() => store.destroy(key, options)).catch((err: unknown) => app.coreLogger.error(err));
  };
  // Whatever else the store can do, it does.
  return Object.assign(Object.create(store) as SessionStore, {
    [GUARDED]: true as const,

    async get(key: string, maxAge?: unknown, options?: Carried) {
      const state = options?.ctx && AuthState.of(options.ctx);
      try {
        return await ask(() => store.get(key, maxAge, options), state && (state.budget ??= new Budget(timeout)));
      } catch (err) {
        if (!state) throw err;
        state.unavailable = err as UnavailableError;
        return undefined;
      }
    },

    async set(key: string, value: object, maxAge?: unknown, options?: Carried) {
      const { unavailable, change } = AuthState.peek(options?.ctx) ?? {};
      if (unavailable) throw unavailable;
      const isNew = change !== undefined && change.key !== key;
      try {
        await ask(() => store.set(key, value, maxAge, options));
        if (isNew) change.isStored = true;
        // Before the request has succeeded, the old session stays.
        if (!change?.finish) return;
        await finish(change);
      } catch (err) {
        // A store that is slow may have it by now, and nobody has its id.
        if (isNew) forget(key, options);
        throw err;
      }
      if (isNew && change.key !== undefined) forget(change.key, options);
    },

    async destroy(key: string, options?: Carried) {
      await ask(() => store.destroy(key, options));
    },
  });
}

/** Once, whatever else the request saves. */
async function finish(change: SessionChange): Promise<void> {
  const act = change.finish;
  change.finish = undefined;
  await act?.();
}
