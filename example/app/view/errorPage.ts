import { STATUS_CODES } from 'node:http';
import type { Context } from 'egg';
import { html } from './html';
import { layout } from './layout';

const BROKEN = 'Something went wrong here. Please try again later.';
// By the code of the error; whatever else a client did wrong says so itself.
const EXPLANATIONS: Record<string, string> = {
  unauthenticated: 'Sign in first.',
  reauthentication_required: 'This wants a login that is fresh. Sign in once more and try again.',
  forbidden: 'Your account may not do this.',
};

/** What egg-onerror shows to browsers. The error itself is in the log. */
export function errorPage(err: Error & { code?: string }, ctx: Context): void {
  const name = STATUS_CODES[ctx.status] ?? 'Error';
  ctx.body = layout(
    ctx,
    name,
    html`<section class="card narrow">
      <h1>${ctx.status} ${name}</h1>
      <p>${ctx.status < 500 ? (EXPLANATIONS[err.code ?? ''] ?? err.message) : BROKEN}</p>
      <p class="last">
        ${
          ctx.status === 401
            ? html`<a class="button" href="/login?again=1">Sign in</a>`
            : html`<a class="button" href="/">Back to the start</a>`
        }
      </p>
    </section>`,
  );
}
