import type { Context } from 'egg';
import type { AuthFailure } from './AuthOutcome';
import { AuthenticationError } from './AuthenticationError';
import { sayInvalidToken } from './challenge';
import type { Engine } from './Engine';
import { logRefusal } from './logRefusal';

/** The error that answers a failed attempt: the first status a strategy asked for, the challenges of all. */
export function refuse(
  engine: Engine,
  ctx: Context | undefined,
  failures: readonly AuthFailure[],
  code?: string,
): AuthenticationError {
  const { status, challenge } = refusalOf(engine, ctx, failures);
  logRefusal(failures);
  const thrown = failures.find(failure => failure.error)?.error;
  return new AuthenticationError(thrown?.message, {
    // What the caller calls a refusal is a 401: another status has a name of its own.
    code: thrown?.code ?? (status === 401 ? code : undefined) ?? codeOf(status),
    status,
    challenge,
    failures,
    cause: thrown,
    errors: engine.detailsOf(failures),
  });
}

/** Status and headers of a failed attempt, as passport's `authenticate` finds them. */
export function refusalOf(
  engine: Engine,
  ctx: Context | undefined,
  failures: readonly AuthFailure[],
): { status: number; challenge: string[]; headers: object } {
  // A refusal is an error of the client's or of the server's, whatever a strategy says.
  const status =
    failures.find(failure => failure.status && failure.status >= 400 && failure.status < 600)?.status ?? 401;
  const authorization = ctx?.get('authorization') ?? '';
  const challenge = failures.map(failure =>
    sayInvalidToken(failure.challenge ?? engine.challengeOf(failure.strategy), authorization),
  );
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
