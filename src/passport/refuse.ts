import type { AuthFailure } from './AuthOutcome';
import { AuthenticationError } from './AuthenticationError';
import type { Engine } from './Engine';

/** The error that answers a failed attempt: the first status a strategy asked for, the challenges of all. */
export function refuse(engine: Engine, failures: readonly AuthFailure[], code?: string): AuthenticationError {
  const { status, challenge } = refusalOf(engine, failures);
  const thrown = failures.find(failure => failure.error)?.error;
  return new AuthenticationError(thrown?.message, {
    code: thrown?.code ?? code ?? codeOf(status),
    status,
    challenge,
    failures,
    cause: thrown,
  });
}

/** Status and headers of a failed attempt, as passport's `authenticate` finds them. */
export function refusalOf(
  engine: Engine,
  failures: readonly AuthFailure[],
): { status: number; challenge: string[]; headers: object } {
  const status = failures.find(failure => failure.status)?.status ?? 401;
  const challenge = failures.map(failure => failure.challenge ?? engine.challengeOf(failure.strategy));
  return { status, challenge, headers: status === 401 ? { 'WWW-Authenticate': challenge } : {} };
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
