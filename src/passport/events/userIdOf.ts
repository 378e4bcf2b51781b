// More than OpenID Connect allows a subject.
const LONGEST_ID = 255;
// A whole user in JSON, or a token: a signed or encrypted one of RFC 7515 or 7516, whose head is JSON in Base64.
const NO_ID = /^\s*[[{]|^eyJ[\w-]+\.[\w-]*\./;

/**
 * What events call a user: what was serialized, where that is a text or a number, else its `id` or
 * `sub`. Of a user that is a text itself, and was never serialized, nothing: it may be a token. A text
 * that is a whole user in JSON, a JSON web token, or too long for an id, is none.
 */
export function userIdOf(user: unknown, serialized?: unknown): string | number | undefined {
  return plain(serialized) ?? idOf(serialized) ?? idOf(user);
}

function idOf(user: unknown): string | number | undefined {
  if (typeof user !== 'object' || user === null) return undefined;
  const { id, sub } = user as Record<string, unknown>;
  return plain(id) ?? plain(sub);
}

function plain(id: unknown): string | number | undefined {
  if (typeof id === 'bigint') return String(id);
  if (typeof id === 'string') return id.length <= LONGEST_ID && !NO_ID.test(id) ? id : undefined;
  return typeof id === 'number' ? id : undefined;
}
