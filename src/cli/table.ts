import { printable } from './printable';
import { textWidth } from './textWidth';

const INDENT = 2;
const GAP = 2;
const NARROWEST = 8;

/** What a cell does that is longer than its column. */
export type Fit = 'keep' | 'wrap' | 'cut-middle' | 'cut-start';

/** Lines of a table that is no wider than this: columns give way, the widest first. */
export function table(texts: readonly (readonly string[])[], fits: readonly Fit[], width: number): string[][] {
  const rows = texts.map(row => row.map(printable));
  const widths = fits.map((_, column) => Math.max(0, ...rows.map(row => textWidth(row[column]))));
  const room = width - INDENT - GAP * (fits.length - 1);
  while (widths.reduce((sum, each) => sum + each, 0) > room) {
    const giving = widths.map((each, column) => (fits[column] === 'keep' || each <= NARROWEST ? 0 : each));
    const widest = Math.max(...giving);
    if (!widest) break;
    widths[giving.indexOf(widest)]--;
  }
  return rows.map(row => rowLines(row, fits, widths));
}

function rowLines(row: readonly string[], fits: readonly Fit[], widths: readonly number[]): string[] {
  const cells = row.map((text, column) => cellLines(text, fits[column], widths[column]));
  const height = Math.max(...cells.map(lines => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const texts = cells.map((lines, column) => padded(lines[line] ?? '', widths[column]));
    return (' '.repeat(INDENT) + texts.join(' '.repeat(GAP))).trimEnd();
  });
}

function cellLines(text: string, fit: Fit, width: number): string[] {
  if (textWidth(text) <= width) return [text];
  switch (fit) {
    case 'keep':
      return [text];
    case 'wrap':
      return wrapped(text, width);
    case 'cut-start':
      return [`…${tail(text, width - 1)}`];
    case 'cut-middle': {
      const end = tail(text, Math.floor((width - 1) / 2));
      return [`${head(text, width - 1 - textWidth(end))}…${end}`];
    }
  }
}

// At spaces, and between verbs: `GET|PUT`.
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(/(?<=[ |])/)) {
    const longer = `${lines[lines.length - 1]}${word}`;
    if (textWidth(longer.trimEnd()) <= width || longer === word) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.flatMap(line => broken(line.trimEnd(), width));
}

function broken(word: string, width: number): string[] {
  const first = head(word, width);
  return first.length === word.length ? [word] : [first, ...broken(word.slice(first.length), width)];
}

// As much of a text as fits, and at least one character.
function head(text: string, width: number): string {
  let taken = '';
  for (const char of text) {
    if (taken && textWidth(taken + char) > width) break;
    taken += char;
  }
  return taken;
}

function tail(text: string, width: number): string {
  let start = text.length - 1;
  while (start > 0 && textWidth(text.slice(start - 1)) <= width) start--;
  return text.slice(start);
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}
