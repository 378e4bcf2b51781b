import { entryTitle } from './entryTitle';
import type { Findings } from './Findings';
import type { PassportMap } from '../passport/map/PassportMap';

/** The routes and tools of which nobody has said how they may be reached. */
export function openEntries({ entries }: PassportMap): Findings {
  const findings = entries
    .filter(({ access }) => access.type === 'open')
    .map(entry => ({ title: entryTitle(entry), place: entry }));
  const summary = findings.length
    ? `${findings.length} with neither a guard nor @Public():`
    : 'Every route and tool has a guard, is a login, or says that it is public.';
  return { summary, findings };
}
