import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const BOOT_MS = 60_000;
const ANSWER_MS = 10_000;
const EXIT_MS = 5_000;

/** An application in a process of its own, which tells how much CPU time it has used. */
export class ServerProcess {
  #child;
  #home = mkdtempSync(join(tmpdir(), 'bench-'));
  /** The port that the system chose, when the server has started. */
  port = 0;
  /** How long Egg took to be ready, in milliseconds. */
  bootMs = 0;

  /** @param preload a file that is loaded before everything else */
  constructor(app, preload) {
    this.#child = fork(
      fileURLToPath(new URL('server.js', import.meta.url)),
      [fileURLToPath(new URL(app, import.meta.url))],
      {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        execArgv: preload ? ['--require', fileURLToPath(new URL(preload, import.meta.url))] : undefined,
        env: {
          ...process.env,
          NODE_ENV: 'production',
          EGG_SERVER_ENV: 'prod',
          EGG_TYPESCRIPT: 'true',
          NO_DEPRECATION: '*',
          // Where Egg keeps logs and run files in production.
          EGG_HOME: this.#home,
        },
      },
    );
  }

  async start() {
    ({ port: this.port, bootMs: this.bootMs } = await this.#answer(BOOT_MS));
  }

  /** Switches the plugin's middlewares, and gives the process's CPU time so far in µs, user and system. */
  async cpu(plugin) {
    const answer = this.#answer(ANSWER_MS);
    this.#child.send({ plugin });
    const { cpu } = await answer;
    return cpu.user + cpu.system;
  }

  /** Ends the process, by force if it takes too long. */
  async stop() {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) {
      const exit = once(this.#child, 'exit');
      if (this.#child.connected) this.#child.disconnect();
      const ended = await Promise.race([exit, sleep(EXIT_MS, undefined, { ref: false })]);
      if (!ended) {
        this.#child.kill('SIGKILL');
        await exit;
      }
    }
    rmSync(this.#home, { recursive: true, force: true });
  }

  async #answer(ms) {
    const waiting = new AbortController();
    const signal = AbortSignal.any([waiting.signal, AbortSignal.timeout(ms)]);
    const failure = once(this.#child, 'exit', { signal }).then(() => {
      throw new Error('a server ended too early');
    });
    try {
      const [message] = await Promise.race([once(this.#child, 'message', { signal }), failure]);
      return message;
    } finally {
      waiting.abort();
      failure.catch(() => {});
    }
  }
}
