import type { Context } from 'egg';
import { html } from './html';
import { csrfField, layout } from './layout';

export function signUpPage(ctx: Context, username = '', refusal?: string): string {
  if (refusal) ctx.status = 422;
  return layout(
    ctx,
    'Make an account',
    html`<section class="card narrow">
      <h1>Make an account</h1>
      ${refusal && html`<p class="alert" role="alert">${refusal}</p>`}
      <form class="fields" method="post" action="/signup">
        ${csrfField(ctx)}
        <label>
          User name
          <input name="username" value="${username}" autocomplete="username" autocapitalize="none" required autofocus />
        </label>
        <label>
          Password <small>at least 8 characters</small>
          <input name="password" type="password" autocomplete="new-password" minlength="8" required />
        </label>
        <button>Make an account</button>
      </form>
      <hr />
      <p class="hint">Have one already? <a href="/login">Sign in</a></p>
    </section>`,
  );
}
