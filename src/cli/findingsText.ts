import type { Finding, Findings } from './Findings';
import { printable } from './printable';
import type { Terminal } from './Terminal';
import { textWidth } from './textWidth';

/** Findings, one below the other: what is printed here is copied, so nothing is cut. */
export function findingsText({ summary, findings }: Findings, terminal: Terminal): string {
  const width = Math.max(0, ...findings.map(({ title }) => textWidth(title)));
  const lines = findings.flatMap(finding => findingLines(finding, width, terminal));
  return [findings.length ? terminal.alarm(summary) : summary, ...lines].map(line => `${line}\n`).join('');
}

function findingLines({ title, reasons = [], place }: Finding, width: number, terminal: Terminal): string[] {
  const padded = title + ' '.repeat(width - textWidth(title));
  return [`  ${padded}  ${terminal.place(place)}`.trimEnd(), ...reasons.map(reason => `      ${reason}`)].map(
    printable,
  );
}
