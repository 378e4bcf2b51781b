import { PassportError } from '../decorator/PassportError';

/** Callbacks and Koa take a falsy error for none: whatever was thrown comes out as an error. */
export function asError(thrown: unknown, who: string): unknown {
  return thrown || new PassportError(`${who} failed without an error`, { code: 'failed_silently' });
}
