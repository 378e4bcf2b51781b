// Logins, logouts and pages under load with one fault in ten requests: `npm run soak -- --minutes 10`,
// explained in docs/performance.md. Ends with 1 when somebody is somebody else, when the heap grows, or
// when the store holds another number of sessions than are alive.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Redis from 'ioredis';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes takes a number, not ${values.minutes}`);

const CLIENTS = 20;
const FAULTS = 0.1;
/** How much the heap may grow from the second sample to the last, and still count as flat. */
const FLAT = 1.15;

const home = mkdtempSync(join(tmpdir(), 'soak-'));
const redisPort = await freePort();
const redisArgs = ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
const redisServer = spawn('redis-server', redisArgs, { stdio: ['ignore', 'pipe', 'inherit'] });
for await (const line of createInterface(redisServer.stdout)) if (line.includes('Ready to accept')) break;
const server = fork(fileURLToPath(new URL('soak-server.js', import.meta.url)), {
  execArgv: ['--expose-gc'],
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  env: { ...process.env, REDIS_PORT: redisPort, EGG_SERVER_ENV: 'prod', NODE_ENV: 'production', EGG_HOME: home },
});
const [{ port }] = await once(server, 'message');
const site = `http://127.0.0.1:${port}`;
const counts = { requests: 0, faults: 0, refused: 0, wrong: 0 };

/** A client that logs in, looks, logs out, and knows what it must see. */
class Client {
  cookie = '';
  /** Nobody, until a login has been answered; unknown while an answer is missing. */
  name = 'nobody';
  unsure = false;

  constructor(index) {
    this.index = index;
  }

  async step() {
    const fault = Math.random() < FAULTS ? pick(['deserialize', 'throw', 'leave', 'pause']) : undefined;
    if (fault) counts.faults++;
    if (fault === 'pause') return pause();
    const path = pick(this.name === 'nobody' ? ['/login'] : ['/me', '/me', '/me', '/login', '/logout']);
    const name = path === '/login' ? `user-${this.index}-${counts.requests}` : this.name;
    // Nobody knows what comes of a request whose answer is not waited for.
    if (fault === 'leave') return this.send('/me', {}, fault).catch(() => {});
    const res = await this.send(path, { name }, fault).catch(() => undefined);
    if (!res) return undefined;
    if (res.status === 503 || (res.status === 500 && fault === 'throw')) {
      counts.refused++;
      // A store that did not answer in time may have done it: then the login before it is over.
      this.unsure ||= res.status === 503 && path !== '/me';
      return;
    }
    const isOver = this.unsure && path === '/me' && res.text === 'nobody';
    const expected = path === '/logout' || isOver ? 'nobody' : name;
    this.unsure = false;
    if (res.status !== 200 || res.text !== expected) {
      counts.wrong++;
      console.error(`${path} answered ${res.status} ${res.text}, and ${expected} was expected`);
    }
    this.name = expected;
  }

  async send(path, form, fault) {
    counts.requests++;
    const gone = fault === 'leave' ? AbortSignal.timeout(1) : undefined;
    const headers = { cookie: this.cookie, ...(fault ? { 'x-fault': fault } : {}) };
    const method = path === '/login' || path === '/logout' ? 'POST' : 'GET';
    const body = method === 'POST' ? new URLSearchParams(form) : undefined;
    const res = await fetch(site + path, { method, headers, body, signal: gone });
    for (const line of res.headers.getSetCookie()) if (line.startsWith('EGG_SESS')) this.keep(line);
    return { status: res.status, text: await res.text() };
  }

  keep(line) {
    const [pair] = line.split(';');
    const jar = new Map(this.cookie ? this.cookie.split('; ').map(one => [one.split('=')[0], one]) : []);
    if (pair.endsWith('=')) jar.delete(pair.split('=')[0]);
    else jar.set(pair.split('=')[0], pair);
    this.cookie = [...jar.values()].join('; ');
  }
}

let paused;
async function pause() {
  paused ??= (async () => {
    redisServer.kill('SIGSTOP');
    await sleep(400);
    redisServer.kill('SIGCONT');
    // Not all the time.
    await sleep(2000);
    paused = undefined;
  })();
}

const clients = Array.from({ length: CLIENTS }, (_, index) => new Client(index));
const until = Date.now() + minutes * 60_000;
const heaps = [];
const watch = async () => {
  while (Date.now() < until) {
    await sleep((minutes * 60_000) / 10);
    const { heap } = await (await fetch(`${site}/heap`)).json();
    heaps.push(heap);
    console.log(`${(heap / 1e6).toFixed(1)} MB of heap after ${counts.requests} requests, ${counts.faults} faults`);
  }
};
const work = async client => {
  while (Date.now() < until) await client.step();
};
await Promise.all([watch(), ...clients.map(work)]);
await paused;

// Whoever is somebody has a session, and nobody else has.
const redis = new Redis(redisPort, '127.0.0.1');
const sessions = [];
for (const key of await redis.keys('*')) {
  if (key.startsWith('passport:')) continue;
  if (JSON.parse(await redis.get(key)).passport) sessions.push(key);
}
const alive = await Promise.all(clients.map(async client => (await client.send('/me', {})).text !== 'nobody'));
const live = alive.filter(Boolean).length;
server.send('end');
const [{ rejections }] = await once(server, 'message');
console.log(JSON.stringify({ ...counts, storedSessions: sessions.length, liveSessions: live, rejections }));
const growth = heaps.at(-1) / heaps[1];
console.log(`heap: ${growth.toFixed(3)} times that of the second sample`);
redis.disconnect();
server.disconnect();
await once(server, 'exit');
redisServer.kill('SIGKILL');
rmSync(home, { recursive: true, force: true });
process.exit(counts.wrong || rejections.length || growth > FLAT || sessions.length !== live ? 1 : 0);

function pick(list) {
  return list[Math.floor(Math.random() * list.length)];
}

async function freePort() {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const free = listener.address().port;
  listener.close();
  await once(listener, 'close');
  return free;
}
