import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Redis from 'ioredis';
import { send } from './send.mjs';

/** The application with two workers, and its Redis: what the load is sent to, and what breaks. */
export class Site {
  #home = mkdtempSync(join(tmpdir(), 'soak-'));
  #redisServer;
  #redis;
  #master;

  /** Starts it on free ports of loopback. */
  async start() {
    const redisPort = await freePort();
    const args = ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.#redisServer = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface(this.#redisServer.stdout)) if (line.includes('Ready to accept')) break;
    this.#redisServer.stdout.resume();
    this.#redis = new Redis(redisPort, '127.0.0.1');

    this.port = await freePort();
    const own = { EGG_SERVER_ENV: 'prod', NODE_ENV: 'production', EGG_TYPESCRIPT: 'false', EGG_HOME: this.#home };
    this.#master = fork(fileURLToPath(new URL('master.cjs', import.meta.url)), [String(this.port)], {
      env: { ...process.env, ...own, REDIS_PORT: String(redisPort) },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // egg-cluster writes of each worker that is killed.
    let last = '';
    this.#master.stderr.on('data', chunk => (last = `${last}${chunk}`.slice(-5000)));
    const exited = once(this.#master, 'exit').then(([code]) => {
      throw new Error(`the cluster ended with ${code} before it served: ${last}`);
    });
    exited.catch(() => {});
    const ready = new Promise(resolve => {
      this.#master.on('message', ({ action }) => action === 'egg-ready' && resolve());
    });
    await Promise.race([ready, exited]);
  }

  /** Every worker that serves, with its heap after a garbage collection: both, or those that do within half a minute. */
  async heaps(workers = 2) {
    const heaps = new Map();
    const end = performance.now() + 30_000;
    while (heaps.size < workers && performance.now() < end) {
      const res = await send(this.port, { path: '/heap' }).catch(() => undefined);
      if (res?.status !== 200) continue;
      const { pid, heap } = JSON.parse(res.text);
      heaps.set(pid, heap);
    }
    return heaps;
  }

  /** The workers that have ever begun to serve, by process id. */
  started() {
    return this.#notes('workers').map(Number);
  }

  /** The promises that were rejected with nobody to see it, in any worker. */
  rejections() {
    return this.#notes('rejections');
  }

  pause() {
    this.#redisServer.kill('SIGSTOP');
  }

  resume() {
    this.#redisServer.kill('SIGCONT');
  }

  /** Whom the sessions in Redis are of. */
  async storedUsers() {
    const users = [];
    for (const key of await this.#redis.keys('*')) {
      if (key.startsWith('passport:')) continue;
      const session = JSON.parse((await this.#redis.get(key)) ?? '{}');
      if (session.passport) users.push(session.passport.user);
    }
    return users;
  }

  async stop() {
    this.resume();
    this.#redis?.disconnect();
    if (this.#master?.exitCode === null) {
      this.#master.kill('SIGTERM');
      await once(this.#master, 'exit');
    }
    this.#redisServer.kill('SIGKILL');
    rmSync(this.#home, { recursive: true, force: true });
  }

  #notes(name) {
    const file = join(this.#home, name);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  }
}

async function freePort() {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address();
  listener.close();
  await once(listener, 'close');
  return port;
}
