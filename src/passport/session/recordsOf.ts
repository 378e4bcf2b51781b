import { join } from 'node:path';
import type { Application } from 'egg';
import { EndedInDirectory } from './EndedInDirectory';
import { EndedInStore } from './EndedInStore';
import { sessionRedis } from './sessionRedis';
import type { SessionStore } from './SessionStore';
import type { SharedRecords } from './SharedRecords';

/**
 * What all processes of an application write down for each other: in the sessions' store, or for
 * cookie sessions on this machine.
 *
 * @param folder where on the machine, within `endedDir`
 */
export function recordsOf(app: Application, folder = ''): () => SharedRecords {
  const { endedDir = join(app.config.rundir, 'ended-logins') } = app.config.passport.session ?? {};
  const onMachine = new EndedInDirectory(join(endedDir, folder));
  const inStores = new WeakMap<SessionStore, EndedInStore>();
  // An application may set its store when it likes.
  return () => {
    const { store } = (app.config.session ?? {}) as { store?: SessionStore };
    if (!store) return onMachine;
    let records = inStores.get(store);
    if (!records) inStores.set(store, (records = new EndedInStore(store, sessionRedis(app))));
    return records;
  };
}
