import type { Context } from 'egg';
import { githubButton } from './githubButton';
import { html } from './html';
import { csrfField, layout } from './layout';
import { failureOf } from './failureOf';

export function loginPage(ctx: Context, failed = ''): string {
  return layout(
    ctx,
    'Sign in',
    html`<section class="card narrow">
      <h1>Sign in</h1>
      ${failureOf(failed)}
      <form class="fields" method="post" action="/login">
        ${csrfField(ctx)}
        <label
          >User name <input name="username" autocomplete="username" autocapitalize="none" required autofocus
        /></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
        <button>Sign in</button>
      </form>
      <p class="or"><span>or</span></p>
      ${githubButton(ctx, 'Sign in with GitHub')}
      <hr />
      <p class="hint">
        Try <code>ada</code> with <code>analytical engine</code>, or <a href="/signup">make an account</a>.
      </p>
    </section>`,
  );
}
