import { asciiJson } from '../asciiJson';
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
 * can end the line, begin another one or reach a terminal.
 */
export function auditLine(event: AuthEvent): string {
  return asciiJson({ ...event, at: new Date(event.at).toISOString() }, KEYS);
}
