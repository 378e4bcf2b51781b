import * as crypto from 'node:crypto';
import { principalOf } from '../principalOf';

// Four times as fast, from Node.js 20.12 on. Every request with a session asks.
const sha256: (text: string) => string =
  typeof crypto.hash === 'function'
    ? text => crypto.hash('sha256', text, 'base64url')
    : text => crypto.createHash('sha256').update(text).digest('base64url');

/** A key for a user as serialized, that says nothing of the user. */
export function userDigest(user: unknown): string {
  return sha256(JSON.stringify(principalOf(user)));
}
