import { AIM, APPS, CASES, NOISE } from './cases.mjs';
import { spread } from './statistics.mjs';

const HEADER = ['case', 'CPU µs/request', 'quartiles', 'ratio', 'quartiles', 'to'];

/**
 * What the bench prints. `samples`: for each case its CPU µs per request, round by round. A ratio is
 * the median of the rounds' ratios, not the ratio of two medians: what slows the machine slows both.
 */
export function report(samples) {
  const tables = Object.keys(APPS).map(app => {
    const rows = CASES.filter(one => one.app === app).map(one => caseRow(samples, one));
    return [`application on ${app}, a process of its own`, ...table([HEADER, ...rows])].join('\n');
  });
  return [...tables, verdict(samples)].join('\n\n');
}

function caseRow(samples, one) {
  const cpu = spread(samples.get(one));
  const columns = [one.name, cpu.median.toFixed(1), `${cpu.low.toFixed(1)}–${cpu.high.toFixed(1)}`];
  if (!one.base) return [...columns, '', '', ''];
  const ratio = ratios(samples, one);
  return [...columns, ratio.median.toFixed(3), `${ratio.low.toFixed(3)}–${ratio.high.toFixed(3)}`, one.base];
}

function ratios(samples, { app, name }) {
  const one = find({ app, name });
  const base = samples.get(find({ app, name: one.base }));
  return spread(samples.get(one).map((cpu, round) => cpu / base[round]));
}

function find({ app, name }) {
  return CASES.find(one => one.app === app && one.name === name);
}

function verdict(samples) {
  const noise = ratios(samples, NOISE).median;
  const { median } = ratios(samples, AIM);
  return [
    `noise: the same route against itself (A/A) ${noise.toFixed(3)}`,
    `aim: ${AIM.name} at most ${AIM.ratio} of the guard by hand; it is ${median.toFixed(3)}: ${median <= AIM.ratio ? 'reached' : 'missed'}`,
  ].join('\n');
}

function table(rows) {
  const widths = HEADER.map((_, column) => Math.max(...rows.map(cells => cells[column].length)));
  const line = cells => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [header, ...rest] = rows.map(line);
  return [header, `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`, ...rest];
}
