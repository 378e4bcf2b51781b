import type { AuthEvent } from './AuthEvent';

// All of them: a type that is missing here does not compile.
const TYPES = {
  login: true,
  logout: true,
  refused: true,
  throttled: true,
  sessionsEnded: true,
} satisfies Record<AuthEvent['type'], true>;

/** Every type of event. */
export const eventTypes: readonly AuthEvent['type'][] = Object.freeze(Object.keys(TYPES) as AuthEvent['type'][]);
