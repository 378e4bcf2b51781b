import type { Context } from 'egg';
import type { AuthFailure } from './AuthOutcome';
import { AuthenticationError } from './AuthenticationError';
import type { AuthState } from './AuthState';
import { sayInvalidToken } from './challenge';
import type { Engine } from './Engine';
import { sayRefused } from './events/sayRefused';

/**
 * The error that answers a failed attempt: the first status a strategy asked for, the challenges of all.
 *
 * @param known who was refused, where the refusal is one of somebody known
 */
export function refuse(
  engine: Engine,
  ctx: Context | undefined,
  failures: readonly AuthFailure[],
  code?: string,
  known?: AuthState,
): AuthenticationError {
  const { status, challenge, thrown, reason } = refusalOf(engine, ctx, failures, code);
  sayRefused(engine, ctx, { failures, reason, known });
  return new AuthenticationError(thrown?.message, {
    code: reason,
    status,
    challenge,
    failures,
    cause: thrown,
    errors: engine.detailsOf(failures),
  });
}

/** What a failed attempt comes to. */
interface Refused {
  readonly status: number;
  readonly challenge: string[];
  readonly headers: object;
  /** What a strategy has thrown to refuse. */
  readonly thrown?: AuthenticationError;
  /** The code. */
  readonly reason: string;
}

/** Status and headers of a failed attempt, as passport's `authenticate` finds them, and its code. */
export function refusalOf(
  engine: Engine,
  ctx: Context | undefined,
  failures: readonly AuthFailure[],
  code?: string,
): Refused {
  // A refusal is an error of the client's or of the server's, whatever a strategy says.
  const status =
    failures.find(failure => failure.status && failure.status >= 400 && failure.status < 600)?.status ?? 401;
  const authorization = ctx?.get('authorization') ?? '';
  const challenge = failures.map(failure =>
    sayInvalidToken(failure.challenge ?? engine.challengeOf(failure.strategy), authorization),
  );
  const thrown = failures.find(failure => failure.error)?.error;
  return {
    status,
    challenge,
    headers: status === 401 ? { 'WWW-Authenticate': challenge } : {},
    thrown,
    // What the caller calls a refusal is a 401: another status has a name of its own.
    reason: thrown?.code ?? (status === 401 ? code : undefined) ?? codeOf(status),
  };
}

function codeOf(status: number): string {
  switch (status) {
    case 400:
      return 'credentials_missing';
    case 403:
      return 'forbidden';
    default:
      return 'credentials_invalid';
  }
}
