import { CASES, APPS } from './cases.mjs';
import { Client } from './Client.mjs';
import { ServerProcess } from './ServerProcess.mjs';

const EXPECTED = JSON.stringify({ page: 'hello' });
/** Requests of a case before its CPU time is taken: the switch is new, the caches are another case's. */
const LEAD_IN = 40;

/** The servers of all applications, and what a browser that has logged in sends them. */
export class Bench {
  #sites = new Map();

  async start() {
    for (const [app, folder] of Object.entries(APPS)) {
      const server = new ServerProcess(folder);
      this.#sites.set(app, { server });
      await server.start();
      const client = new Client(server.port);
      this.#sites.set(app, { server, client, cookies: await logIn(client) });
    }
    for (const one of CASES) await this.#check(one);
  }

  /** CPU µs of the server for each of `count` requests of this case. */
  async measure({ app, path, plugin, session }, count) {
    const { server, client, cookies } = this.#sites.get(app);
    const request = { path, cookie: session ? cookies.session : cookies.none, expected: EXPECTED };
    await server.cpu(plugin);
    await client.repeat(LEAD_IN, request);
    const before = await server.cpu(plugin);
    await client.repeat(count, request);
    return ((await server.cpu(plugin)) - before) / count;
  }

  async stop() {
    for (const { server, client } of this.#sites.values()) {
      client?.close();
      await server.stop();
    }
  }

  // A guard that lets everybody in would look cheap.
  async #check({ app, name, path, plugin }) {
    const { server, client, cookies } = this.#sites.get(app);
    await server.cpu(plugin);
    const { status } = await client.request(path, cookies.none);
    const wanted = path === '/bare' ? 200 : 401;
    if (status !== wanted) throw new Error(`${app}, ${name}: ${status} without a session, not ${wanted}`);
  }
}

// A browser always has egg-security's cookie: without it every answer would make a new one.
export async function logIn(client) {
  const { status, setCookie } = await client.request('/login');
  const cookies = setCookie.map(cookie => cookie.split(';')[0]);
  const session = cookies.find(cookie => cookie.startsWith('EGG_SESS='));
  const csrf = cookies.find(cookie => cookie.startsWith('csrfToken='));
  if (status !== 200 || !session || !csrf) throw new Error(`the login answered ${status} and ${cookies.join(' ')}`);
  return { session: `${csrf}; ${session}`, none: csrf };
}
