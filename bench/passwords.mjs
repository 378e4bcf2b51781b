// How long a password check takes for a wrong password and for an account that is not there.
// node bench/passwords.mjs [--rounds 500]
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { quantile, shuffled } from './statistics.mjs';

const { PasswordHasher } = createRequire(import.meta.url)('tegg-passport');
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '500' } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 2) throw new Error('--rounds: a whole number from 2 on');

// What tegg injects.
const hasher = Object.assign(new PasswordHasher(), { config: { passport: {} } });
const stored = await hasher.hash('the right password');
const WRONG = 'a wrong password';

const cases = {
  'wrong password': () => hasher.verify(stored, WRONG),
  'wrong password, again (A/A)': () => hasher.verify(stored, WRONG),
  'no such account, verifyAbsent()': () => hasher.verifyAbsent(WRONG),
  'no such account, answered early': async () => false,
};
const times = Object.fromEntries(Object.keys(cases).map(name => [name, []]));

// The first round warms up and does not count.
for (let round = 0; round <= rounds; round++) {
  for (const [name, check] of shuffled(Object.entries(cases))) {
    const begin = process.hrtime.bigint();
    if (await check()) throw new Error(`${name}: accepted`);
    if (round) times[name].push(Number(process.hrtime.bigint() - begin) / 1e6);
  }
}

const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];
const [reference] = Object.values(times);
const rows = Object.entries(times).map(([name, all]) => row(name, all));
const header = ['milliseconds', '5 %', '25 %', 'median', '75 %', '95 %', 'slower than a wrong password'];
const widths = header.map((_, column) => Math.max(...[header, ...rows].map(cells => cells[column].length)));
const line = cells => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
console.log([line(header), `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n'));
console.log(`\n${rounds} rounds, Node.js ${process.version}`);

function row(name, all) {
  const quantiles = QUANTILES.map(part => quantile(all, part).toFixed(2));
  return [name, ...quantiles, slower(all, reference).toFixed(3)];
}

/** How often a value of one is above a value of the other: 0.5 where nobody can tell them apart. */
function slower(one, other) {
  const wins = one.map(
    value => other.filter(than => than < value).length + other.filter(than => than === value).length / 2,
  );
  return wins.reduce((sum, count) => sum + count, 0) / (one.length * other.length);
}
