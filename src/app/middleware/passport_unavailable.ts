import type { Context } from 'egg';
import type { Next } from '../../passport/finish';
import { answerUnavailable } from '../../passport/session/answerUnavailable';
import { UnavailableError } from '../../passport/session/UnavailableError';

/**
 * In front of the session: answers 503 where logins cannot be found out or written down.
 */
export default function passportUnavailable() {
  return (ctx: Context, next: Next): Promise<unknown> =>
    next().catch((err: unknown) => {
      if (!(err instanceof UnavailableError)) throw err;
      answerUnavailable(ctx, err);
    });
}
