import type { Context } from 'egg';
import { html } from './html';
import { layout } from './layout';

/** Instead of a page about a password, for somebody who has none. */
export function noPasswordPage(ctx: Context): string {
  return layout(
    ctx,
    'No password',
    html`<section class="card narrow">
      <h1>There is no password</h1>
      <p>You sign in with GitHub, and your account here has no password that you could change.</p>
      <p class="last"><a class="button" href="/members">Back to your page</a></p>
    </section>`,
  );
}
