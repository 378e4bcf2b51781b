import type { Application } from 'egg';

/** Whether a test has put a plain object in the session's place; egg-mock's `mockSession` does. */
export function isSessionMocked(app: Application): boolean {
  return 'value' in (Object.getOwnPropertyDescriptor(app.context, 'session') ?? {});
}
