import type { Context } from 'egg';
import { isOwnOrigin } from './isOwnOrigin';

/**
 * Whether a page of another origin has asked for this, to read it or to put it into itself: CORS headers
 * of the application may let it. A link to the page is none of that.
 */
export function isForeign(ctx: Context): boolean {
  // Browsers say this of themselves, see Fetch Metadata; older ones name the origin.
  const site = ctx.get('sec-fetch-site');
  if (!site) return ctx.get('origin') !== '' && !isOwnOrigin(ctx);
  const isLink = ctx.get('sec-fetch-mode') === 'navigate' && ctx.get('sec-fetch-dest') === 'document';
  return site !== 'same-origin' && site !== 'none' && !isLink;
}
