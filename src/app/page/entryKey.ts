import { createHash } from 'node:crypto';
import type { MapEntry } from '../../passport/map/PassportMap';

/** Tells an entry from others, in every process that runs the same sources. */
export function entryKey({ kind, verbs, path, hosts, name, className, method }: MapEntry): string {
  const parts = JSON.stringify([kind, verbs, path, hosts, name, className, method]);
  return createHash('sha256').update(parts).digest('base64url').slice(0, 16);
}
