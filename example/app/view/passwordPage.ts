import type { Context } from 'egg';
import { html, type Html } from './html';
import { csrfField, layout } from './layout';

/** What came of a new password. */
interface Result {
  changed?: boolean;
  refusal?: string;
}

export function passwordPage(ctx: Context, { changed, refusal }: Result = {}): string {
  if (refusal) ctx.status = 422;
  return layout(
    ctx,
    'Change the password',
    html`<section class="card narrow">
      <h1>Change the password</h1>
      ${refusal && html`<p class="alert" role="alert">${refusal}</p>`}
      ${changed ? html`<p role="status">From now on the new password counts.</p>` : form(ctx)}
      <p class="last"><a href="/members">Back to your page</a></p>
    </section>`,
  );
}

function form(ctx: Context): Html {
  return html`<form class="fields" method="post" action="/members/password">
    ${csrfField(ctx)}
    <input value="${ctx.user.providerId}" autocomplete="username" hidden />
    <label>
      New password <small>at least 8 characters</small>
      <input name="password" type="password" autocomplete="new-password" minlength="8" required autofocus />
    </label>
    <button>Change it</button>
  </form>`;
}
