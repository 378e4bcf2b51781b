import type { Context } from 'egg';

/**
 * Keeps an answer out of caches, because it depends on who asks. Said before the handler runs: one
 * that sets a `Cache-Control` of its own replaces this.
 *
 * @see RFC 9111, section 5.2.2.5
 */
export function noStore(ctx: Context): void {
  ctx.set('Cache-Control', 'no-store');
}
