import { join } from 'node:path';
import type { Application } from 'egg';
import { EndedInDirectory } from './EndedInDirectory';
import { EndedInStore } from './EndedInStore';
import { EndedLogins } from './EndedLogins';
import type { SessionStore } from './SessionStore';

/** The ended logins of an application: written down in the sessions' store, or for cookie sessions on this machine. */
export function endedLoginsOf(app: Application, dir = join(app.config.rundir, 'ended-logins')): EndedLogins {
  const onMachine = new EndedInDirectory(dir);
  const inStores = new WeakMap<SessionStore, EndedInStore>();
  // An application may set its store when it likes.
  return new EndedLogins(() => {
    const { store } = (app.config.session ?? {}) as { store?: SessionStore };
    if (!store) return onMachine;
    let records = inStores.get(store);
    if (!records) inStores.set(store, (records = new EndedInStore(store)));
    return records;
  });
}
