import { once } from 'node:events';
import type { WriteStream } from 'node:fs';
import type { MockApplication } from 'egg-mock';

type Loggers = ReadonlyMap<string, ReadonlyMap<string, { readonly _stream?: WriteStream | null }>>;

/**
 * Waits until every log file of an application is open. egg-logger listens to no errors once it is
 * closed: a file that could not be opened then, since its folder is gone, ends the process.
 */
export async function logsOpen(app: MockApplication): Promise<void> {
  const { loggers: ofApp, agent } = app as unknown as { loggers: Loggers; agent: { loggers: Loggers } };
  for (const loggers of [ofApp, agent.loggers]) {
    for (const logger of loggers.values()) {
      const stream = logger.get('file')?._stream;
      if (stream?.pending) await once(stream, 'open');
    }
  }
}
