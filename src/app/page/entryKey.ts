import { createHash } from 'node:crypto';
import type { MapEntry } from '../../passport/map/PassportMap';

/** Tells an entry from others, in every process that runs the same sources, and where their lines have moved. */
export function entryKey({ kind, verbs, path, hosts, name, className, method, line }: MapEntry): string {
  // Two routes of `app/router` may be told by nothing else.
  const place = className === undefined ? line : undefined;
  const parts = JSON.stringify([kind, verbs, path, hosts, name, className, method, place]);
  return createHash('sha256').update(parts).digest('base64url').slice(0, 16);
}
