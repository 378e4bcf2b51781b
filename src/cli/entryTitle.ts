import type { MapEntry } from '../passport/map/PassportMap';

/** What clients or callers know an entry as: `GET /users`, `tool search`, `Vault#open`. */
export function entryTitle(entry: MapEntry): string {
  const { kind, verbs = [], path, hosts, mcp, name, className, method } = entry;
  switch (kind) {
    case 'route':
    case 'router':
      return `${verbs.join('|')} ${path}${hosts ? ` (${hosts.join(', ')})` : ''}`;
    case 'mcp':
      return `${mcp} ${name}`;
    case 'method':
      return `${className}#${method}`;
  }
}
