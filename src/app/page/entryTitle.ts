import type { MapEntry } from '../../passport/map/PassportMap';

/** What an entry is called: `GET /users/:id`, a tool's name, or a method's. */
export function entryTitle({ verbs = [], path, name, className, method }: MapEntry): string {
  if (path !== undefined) return [verbs.join(', '), path].filter(Boolean).join(' ');
  return name ?? ([className, method].filter(Boolean).join('.') || 'without a name');
}
