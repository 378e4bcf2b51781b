import type { AuthEvent, AuthEventOf } from './AuthEvent';

/** Every key that any event has. */
type Key = { [T in AuthEvent['type']]: keyof AuthEventOf<T> }[AuthEvent['type']];

// In this order. What is not here is not written.
const KEYS = Object.keys({
  at: true,
  type: true,
  reason: true,
  userId: true,
  strategy: true,
  policy: true,
  retryAfter: true,
  ip: true,
  userAgent: true,
  requestId: true,
} satisfies Record<Key, true>);

/**
 * An event as a line of the audit log: a JSON object in printable ASCII. Nothing that a client sends
 * can end the line, begin another one or reach a terminal: all else is written as `\uXXXX`.
 *
 * @see RFC 8259, section 7
 */
export function auditLine(event: AuthEvent): string {
  const line = JSON.stringify({ ...event, at: new Date(event.at).toISOString() }, KEYS);
  return line.replaceAll(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
