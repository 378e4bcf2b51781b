// What watching costs, and what it costs where nobody watches: a part of `npm run bench`.
import { parseArgs } from 'node:util';
import { logIn } from './Bench.mjs';
import { APPS } from './cases.mjs';
import { Client } from './Client.mjs';
import { ServerProcess } from './ServerProcess.mjs';
import { shuffled, spread } from './statistics.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '60' }, requests: { type: 'string', default: '300' } },
});
const [rounds, requests] = [Number(values.rounds), Number(values.requests)];
const EXPECTED = JSON.stringify({ page: 'hello' });
const WARM_UP = 2000;
/** The same application, in a process each, by what is loaded before it. */
const SITES = {
  'no @opentelemetry/api': 'preload/without-api.js',
  'the API, no SDK': undefined,
  'an SDK that takes spans': 'preload/with-sdk.js',
};
const HAND = { path: '/by-hand', plugin: false };
const GUARD = { path: '/guarded', plugin: true };

const sites = new Map();
try {
  for (const [name, preload] of Object.entries(SITES)) {
    const server = new ServerProcess(APPS['tegg-passport'], preload);
    sites.set(name, { server });
    await server.start();
    const client = new Client(server.port);
    const { session } = await logIn(client);
    sites.set(name, { server, client, session, ratios: [], added: [] });
    for (const one of [HAND, GUARD]) await measure(sites.get(name), one, WARM_UP);
  }
  for (let round = 0; round < rounds; round++) {
    for (const site of shuffled([...sites.values()])) await compare(site);
  }
  console.log(`@Authenticated() to the guard by hand, ${rounds} rounds of ${requests} requests (median, quartiles)`);
  for (const [name, { ratios, added }] of sites) {
    console.log(`${`${name}:`.padEnd(25)} ${text(ratios, 3)}; it adds ${text(added, 1)} µs`);
  }
} finally {
  for (const { server, client } of sites.values()) {
    client?.close();
    await server.stop();
  }
}

async function compare(site) {
  const cpu = new Map();
  for (const one of shuffled([HAND, GUARD])) cpu.set(one, await measure(site, one, requests));
  site.ratios.push(cpu.get(GUARD) / cpu.get(HAND));
  site.added.push(cpu.get(GUARD) - cpu.get(HAND));
}

/** CPU µs of the server for each of `count` requests. */
async function measure({ server, client, session }, { path, plugin }, count) {
  const before = await server.cpu(plugin);
  await client.repeat(count, { path, cookie: session, expected: EXPECTED });
  return ((await server.cpu(plugin)) - before) / count;
}

function text(samples, digits) {
  const { low, median, high } = spread(samples);
  return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}
