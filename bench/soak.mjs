// Logins, logouts and guarded pages at a steady rate, on two workers and a Redis, with one fault in ten
// requests: `npm run soak -- --minutes 10 --rate 200`, explained in docs/reliability.md. Ends with 1 when
// one of its rules is broken.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Site } from './soak/Site.mjs';
import { Tally } from './soak/Tally.mjs';
import { Visitor } from './soak/Visitor.mjs';

const FAULTS = ['deserialize', 'throw', 'leave'];
const FAULT_RATE = 0.1;
/** How long Redis stands still: longer than the session's `timeout`, which is 1.5 s. */
const PAUSE = 2000;
const BETWEEN_PAUSES = 20_000;
const KILLS = 3;
/** The part of the run after which everything has been loaded and compiled. */
const WARM = 0.1;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '200' } },
});
const minutes = positive('minutes');
const rate = positive('rate');

const tally = new Tally();
const site = new Site();
process.once('SIGINT', () => site.stop().finally(() => process.exit(1)));
try {
  await site.start();
  process.exitCode = (await run()).length ? 1 : 0;
} finally {
  await site.stop();
}

async function run() {
  // Enough of them that no request has to wait for an answer, while Redis stands still too.
  const visitors = Array.from({ length: rate * 4 }, (_, index) => new Visitor(index, { port: site.port, tally }));
  const started = performance.now();
  const end = started + minutes * 60_000;
  const load = keepRate(visitors, end);
  const warmUp = sleep(WARM * minutes * 60_000).then(() => site.heaps());
  const kills = warmUp.then(first => kill([...first.keys()][0], end));
  await Promise.all([load, kills, pause(end), watch(end)]);
  const seconds = (performance.now() - started) / 1000;

  const [first, last] = [await warmUp, await site.heaps()];
  const names = [];
  for (const visitor of visitors) names.push(await visitor.look());
  return tally.report({
    seconds,
    rate,
    serving: last.size,
    heaps: [...first]
      .filter(([pid]) => last.has(pid))
      .map(([pid, heap]) => ({ pid, first: heap, last: last.get(pid) })),
    stored: await site.storedUsers(),
    live: names.filter(name => name !== 'nobody'),
    started: site.started().length,
    rejections: site.rejections(),
  });
}

/** So many requests a second, however fast they are answered. */
async function keepRate(visitors, end) {
  const free = [...visitors];
  const busy = new Set();
  const started = performance.now();
  let sent = 0;
  for (let now = started; now < end; now = performance.now()) {
    for (const due = Math.floor(((now - started) / 1000) * rate); sent < due && free.length; sent++) {
      const [visitor] = free.splice(Math.floor(Math.random() * free.length), 1);
      const fault = Math.random() < FAULT_RATE ? FAULTS[Math.floor(Math.random() * FAULTS.length)] : undefined;
      const step = visitor.step(fault).finally(() => {
        free.push(visitor);
        busy.delete(step);
      });
      busy.add(step);
    }
    await sleep(5);
  }
  await Promise.all(busy);
}

/** A line now and then. */
async function watch(end) {
  const every = (end - performance.now()) / 10;
  while (performance.now() + every < end) {
    await sleep(every);
    const heaps = [...(await site.heaps(1)).values()].map(heap => `${(heap / 1e6).toFixed(1)} MB`);
    console.log(`${tally.requests} requests, ${heaps} of heap in one of the workers`);
  }
}

/** Redis stands still now and then. */
async function pause(end) {
  for (let next = performance.now() + BETWEEN_PAUSES / 2; next + 2 * PAUSE < end; next += BETWEEN_PAUSES) {
    await sleep(next - performance.now());
    tally.faults.pause++;
    site.pause();
    await sleep(PAUSE);
    site.resume();
  }
}

/** Kills workers, but the one that is to live. */
async function kill(survivor, end) {
  const [begin, killed] = [performance.now(), new Set()];
  const killable = () => site.started().find(pid => pid !== survivor && !killed.has(pid));
  for (let count = 1; count <= KILLS; count++) {
    const at = begin + ((end - begin) * count) / (KILLS + 1);
    // The one that takes the place of the last has to start first.
    while (performance.now() < at || (!killable() && performance.now() < end)) await sleep(50);
    if (!killable()) return;
    killed.add(killable());
    tally.killed();
    process.kill([...killed].at(-1), 'SIGKILL');
  }
}

function positive(name) {
  const number = Number(values[name]);
  if (number > 0) return number;
  throw new Error(`--${name} takes a number, not ${values[name]}`);
}
