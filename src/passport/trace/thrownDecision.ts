import { PassportError } from '../../decorator/PassportError';
import { AuthenticationError } from '../AuthenticationError';
import { AuthorizationError } from '../AuthorizationError';
import type { Decision } from './Decision';
import { wholeStatus } from './wholeStatus';

// Of what others throw only what looks like a word of Node.js or a database (ECONNREFUSED, 42P01) is taken
// for a code: some strategies put words of the request there.
const OWN_CODE = /^[A-Za-z][\w.-]{0,63}$/;
const FOREIGN_CODE = /^(?=.*[A-Z])[A-Z0-9_]{1,40}$/;

/** What was decided by throwing. The message, the cause and the stack of an error may hold anything, so nothing of them. */
export function thrownDecision(thrown: unknown): Decision {
  if (!(thrown instanceof Error)) return { outcome: 'error', error: typeof thrown };
  const { status, code } = thrown as { status?: unknown; code?: unknown };
  const known = {
    status: wholeStatus(status),
    code: matching(code, thrown instanceof PassportError ? OWN_CODE : FOREIGN_CODE),
  };
  if (thrown instanceof AuthenticationError || thrown instanceof AuthorizationError)
    return { outcome: 'fail', ...known };
  // Not its `name`, which anybody may have set to anything.
  return { outcome: 'error', ...known, error: thrown.constructor.name };
}

function matching(code: unknown, pattern: RegExp): string | undefined {
  return typeof code === 'string' && pattern.test(code) ? code : undefined;
}
