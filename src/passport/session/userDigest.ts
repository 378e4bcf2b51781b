import { createHash } from 'node:crypto';
import { principalOf } from '../principalOf';

/** A key for a user as serialized, that says nothing of the user. */
export function userDigest(user: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(principalOf(user)))
    .digest('base64url');
}
