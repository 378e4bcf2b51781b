import { AuthenticationError } from '../../../passport/AuthenticationError';
import { AuthorizationError } from '../../../passport/AuthorizationError';
import type { Refused } from './Refused';

/** What becomes of a request that this error ends. */
export function refusedBy(err: unknown): Refused {
  const { status, code } = (err ?? {}) as { status?: unknown; code?: unknown };
  const word = typeof code === 'string' ? code : undefined;
  const isRefusal = err instanceof AuthenticationError || err instanceof AuthorizationError;
  return {
    allowed: false,
    status: typeof status === 'number' ? status : 500,
    title: isRefusal ? 'No' : 'No answer',
    detail: isRefusal ? detailOf(word) : 'Something failed, which opens nothing.',
    code: word,
  };
}

function detailOf(code: string | undefined): string {
  switch (code) {
    case 'reauthentication_required':
      return 'The login is too old, or was made in another way: it must be made again.';
    case 'unauthenticated':
      return 'No strategy accepts.';
    default:
      return 'It is refused.';
  }
}
