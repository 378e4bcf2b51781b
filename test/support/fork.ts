import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Listening } from './listen';

/**
 * Serves an application, a fixture by its name or another by its folder, from a process of its own.
 *
 * @param onError gets what the process writes to its standard error, which is otherwise ours
 */
export async function forkApp(
  app: string,
  env: Record<string, string> = {},
  onError?: (text: string) => void,
): Promise<Listening> {
  const child = fork(join(__dirname, 'serve.js'), [app], {
    env: { ...process.env, EGG_SERVER_ENV: 'unittest', EGG_TYPESCRIPT: 'false', NO_DEPRECATION: 'egg-logger', ...env },
    execArgv: [],
    stdio: ['inherit', 'inherit', onError ? 'pipe' : 'inherit', 'ipc'],
  });
  const { stderr } = child;
  const written = onError && stderr && once(stderr.setEncoding('utf8').on('data', onError), 'close');
  const exited = once(child, 'exit');
  const [message] = (await Promise.race([once(child, 'message'), exited.then(died)])) as [Record<string, string>];
  if (message.error) throw new Error(message.error);
  return {
    origin: message.origin,
    async close() {
      child.disconnect();
      // Not the event `close` of the process, which never comes after a disconnect.
      await exited;
      await written;
    },
  };
}

function died([code]: unknown[]): never {
  throw new Error(`the application's process ended with ${String(code)} before it served`);
}
