import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Listening } from './listen';

/** Serves the application of a fixture from a process of its own. */
export async function forkApp(name: string, env: Record<string, string> = {}): Promise<Listening> {
  const child = fork(join(__dirname, 'serve.js'), [name], {
    env: { ...process.env, EGG_SERVER_ENV: 'unittest', EGG_TYPESCRIPT: 'false', NO_DEPRECATION: 'egg-logger', ...env },
    execArgv: [],
  });
  const exited = once(child, 'exit');
  const [message] = (await Promise.race([once(child, 'message'), exited.then(died)])) as [Record<string, string>];
  if (message.error) throw new Error(message.error);
  return {
    origin: message.origin,
    async close() {
      child.disconnect();
      await exited;
    },
  };
}

function died([code]: unknown[]): never {
  throw new Error(`the application's process ended with ${String(code)} before it served`);
}
