import { STATUS_CODES } from 'node:http';
import type { Context } from 'egg';
import { html } from './html';
import { layout } from './layout';

/** What egg-onerror shows to browsers. The error itself is in the log. */
export function errorPage(err: Error, ctx: Context): void {
  ctx.body = layout(
    ctx,
    STATUS_CODES[ctx.status] ?? 'Error',
    html`<section class="card narrow">
      <h1>${ctx.status} ${STATUS_CODES[ctx.status]}</h1>
      <p>${ctx.status < 500 ? err.message : 'Something went wrong here. Please try again later.'}</p>
      <p class="last"><a class="button" href="/">Back to the start</a></p>
    </section>`,
  );
}
