import type { Context } from 'egg';

/** What egg-security adds to the context. */
type WithCsrf = Context & { rotateCsrfSecret?(): void };

/** CSRF tokens from before are refused, where the application has them at all. */
export function rotateCsrfSecret(ctx: Context): void {
  (ctx as WithCsrf).rotateCsrfSecret?.();
}
