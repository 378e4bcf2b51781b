import type { MapEntry, MapLink, MapPlace, PassportMap } from '../passport/map/PassportMap';
import { accessText } from './accessText';
import { entryTitle } from './entryTitle';
import { table, type Fit } from './table';
import type { Terminal } from './Terminal';

type NamedPlace = MapPlace & { readonly name: string };

const PART: readonly Fit[] = ['wrap', 'cut-middle', 'cut-start'];
const CHAIN: readonly Fit[] = ['keep', 'wrap'];
const ROUTE: readonly Fit[] = ['wrap', 'cut-middle', 'wrap', 'cut-start'];
const OTHER: readonly Fit[] = ['cut-middle', 'wrap', 'cut-start'];

/** The map as tables that fit the terminal. */
export function mapText({ strategies, chains, policies, entries }: PassportMap, terminal: Terminal): string {
  const partRow = (part: NamedPlace): string[] => [part.name, part.className ?? '', terminal.place(part)];
  const section = (title: string, rows: string[][], fits: readonly Fit[]): string[] =>
    rows.length ? [terminal.heading(title), ...table(rows, fits, terminal.columns).flat(), ''] : [];
  const links = Object.entries(chains).filter(([, chain]) => chain.length);
  const lines = [
    ...section('Login methods', strategies.map(partRow), PART),
    ...section('Chains', links.map(chainRow), CHAIN),
    ...section('Policies', policies.map(partRow), PART),
    ...entryLines('Routes', entries.filter(isRoute), terminal),
    ...entryLines('Tools, prompts and resources', entries.filter(isTool), terminal),
    ...entryLines('Guarded methods', entries.filter(isMethod), terminal),
    summary(entries),
  ];
  return lines.map(line => `${line}\n`).join('');
}

function chainRow([chain, links]: [string, readonly MapLink[]]): string[] {
  return [chain, links.map(linkText).join(' → ')];
}

function linkText({ name, strategies }: MapLink): string {
  return strategies ? `${name} (${strategies.join(', ')})` : name;
}

function entryLines(title: string, entries: readonly MapEntry[], terminal: Terminal): string[] {
  if (!entries.length) return [];
  const fits = entries.every(isMethod) ? OTHER : ROUTE;
  const rows = entries.map(entry => [...titleCells(entry), accessText(entry.access), terminal.place(entry)]);
  const shown = table(rows, fits, terminal.columns).map((lines, index) =>
    entries[index].access.type === 'open'
      ? lines.map((line, at) => terminal.alarm(at ? line : `!${line.slice(1)}`))
      : lines,
  );
  return [terminal.heading(title), ...shown.flat(), ''];
}

// The verb, and the path.
function titleCells(entry: MapEntry): string[] {
  const title = entryTitle(entry);
  return isMethod(entry) ? [title] : title.split(/(?<=^\S+) (.*)/s, 2);
}

function summary(entries: readonly MapEntry[]): string {
  const count = (type: MapEntry['access']['type']): number =>
    entries.filter(({ access }) => access.type === type).length;
  return `guarded: ${count('guard')}, login: ${count('login')}, public: ${count('public')}, open: ${count('open')}`;
}

const isRoute = ({ kind }: MapEntry): boolean => kind === 'route' || kind === 'router';
const isTool = ({ kind }: MapEntry): boolean => kind === 'mcp';
const isMethod = ({ kind }: MapEntry): boolean => kind === 'method';
