import type { Application } from 'egg';
import { guardedStore } from './guardedStore';
import type { SessionStore } from './SessionStore';

/** Whatever store the application gives its sessions, now or later, is a {@link guardedStore}. */
export function guardSessionStore(app: Application, timeout: number): void {
  const config = app.config.session as { store?: SessionStore };
  const guard = (store: SessionStore | undefined): SessionStore | undefined =>
    store && guardedStore(app, store, timeout);
  let current = guard(config.store);
  Object.defineProperty(config, 'store', {
    get: () => current,
    set: (store: SessionStore | undefined) => {
      current = guard(store);
    },
    enumerable: true,
    configurable: true,
  });
}
