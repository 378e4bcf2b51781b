// CPU time of a request with and without guards: `npm run bench`, explained in docs/performance.md.
import { parseArgs } from 'node:util';
import { Bench } from './Bench.mjs';
import { CASES } from './cases.mjs';
import { report } from './report.mjs';
import { shuffled } from './statistics.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    requests: { type: 'string', default: '400' },
    warmup: { type: 'string', default: '3000' },
  },
});
const [rounds, requests, warmup] = ['rounds', 'requests', 'warmup'].map(option => count(option, values[option]));
/** After this no round begins. */
const LIMIT_MS = 8 * 60_000;

const bench = new Bench();
const samples = new Map(CASES.map(one => [one, []]));
const started = Date.now();
try {
  await bench.start();
  for (const one of shuffled(CASES)) await bench.measure(one, warmup);
  let round = 0;
  for (; round < rounds && Date.now() - started < LIMIT_MS; round++) {
    for (const one of shuffled(CASES)) samples.get(one).push(await bench.measure(one, requests));
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`Node.js ${process.version}, ${round} rounds of ${requests} requests a case, ${seconds} s\n`);
  console.log(report(samples));
} finally {
  await bench.stop();
}

function count(option, text) {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(`--${option} takes a number of at least 1, not ${text}`);
}
