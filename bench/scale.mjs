// What a guard adds where there are many, and how the boot grows: the second part of `npm run bench`.
import { parseArgs } from 'node:util';
import { logIn } from './Bench.mjs';
import { Client } from './Client.mjs';
import { LAST, ManyRoutes } from './ManyRoutes.mjs';
import { ServerProcess } from './ServerProcess.mjs';
import { quantile, shuffled, spread } from './statistics.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '60' }, boots: { type: 'string', default: '5' } },
});
const EXPECTED = JSON.stringify({ page: 'hello' });
const REQUESTS = 200;
const WARM_UP = 1500;
/** Both cases, the bare one twice: its difference to itself is the noise. */
const CASES = { bare: LAST.bare, 'bare, again (A/A)': LAST.bare, guarded: LAST.guarded };

for (const size of [
  { routes: 20, policies: 2 },
  { routes: 2000, policies: 200 },
]) {
  console.log(await addedByGuard(size));
}
console.log(await boots([500, 1000, 2000]));

/** CPU µs that the guard of one route adds, among this many. */
async function addedByGuard({ routes, policies }) {
  return using({ routes, policies, guarded: true }, async server => {
    const client = new Client(server.port);
    const { session } = await logIn(client);
    const samples = Object.fromEntries(Object.keys(CASES).map(name => [name, []]));
    for (const path of Object.values(CASES))
      await client.repeat(WARM_UP, { path, cookie: session, expected: EXPECTED });
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const [name, path] of shuffled(Object.entries(CASES))) {
        const before = await server.cpu(true);
        await client.repeat(REQUESTS, { path, cookie: session, expected: EXPECTED });
        samples[name].push(((await server.cpu(true)) - before) / REQUESTS);
      }
    }
    client.close();
    const added = difference(samples, 'guarded');
    const noise = difference(samples, 'bare, again (A/A)');
    const bare = quantile(samples.bare, 0.5).toFixed(1);
    return `${routes} guarded routes, ${policies} policies: bare route ${bare} µs; the guard adds ${added} µs, the bare route to itself ${noise} µs (median, quartiles)`;
  });
}

function difference(samples, name) {
  const { low, median, high } = spread(samples[name].map((cpu, round) => cpu - samples.bare[round]));
  return `${median.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})`;
}

/** Milliseconds to boot with this many routes, bare and guarded in turn. */
async function boots(sizes) {
  const lines = [
    '',
    '| routes | boot, bare (ms) | per 1,000 routes | boot, guarded (ms) | per 1,000 routes |',
    '|---|---|---|---|---|',
  ];
  const empty = { bare: await bootMs(1, false), guarded: await bootMs(1, true) };
  for (const routes of sizes) {
    const cells = { bare: await bootMs(routes, false), guarded: await bootMs(routes, true) };
    const columns = Object.entries(cells).flatMap(([kind, ms]) => [
      ms.toFixed(0),
      (((ms - empty[kind]) / routes) * 1000).toFixed(0),
    ]);
    lines.push(`| ${routes} | ${columns.join(' | ')} |`);
  }
  return lines.join('\n');
}

async function bootMs(routes, guarded) {
  const samples = [];
  for (let i = 0; i < Number(values.boots); i++) {
    samples.push(await using({ routes, policies: Math.max(1, routes / 10), guarded }, async server => server.bootMs));
  }
  return quantile(samples, 0.5);
}

async function using(size, use) {
  const application = new ManyRoutes(size);
  const server = new ServerProcess(application.folder);
  try {
    await server.start();
    return await use(server);
  } finally {
    await server.stop();
    application.remove();
  }
}
