import type { Context } from 'egg';
import { html } from './html';
import { csrfField, layout } from './layout';

const FAILURES: Record<string, string> = {
  password: 'User name or password is wrong.',
  github: 'GitHub did not sign you in.',
};

export function loginPage(ctx: Context, failed = ''): string {
  const failure = Object.hasOwn(FAILURES, failed) && FAILURES[failed];
  const { standIn } = ctx.app.config.github as { standIn?: string };
  return layout(
    ctx,
    'Sign in',
    html`<section class="card narrow">
      <h1>Sign in</h1>
      ${failure && html`<p class="alert" role="alert">${failure}</p>`}
      <form class="fields" method="post" action="/login">
        ${csrfField(ctx)}
        <label
          >User name <input name="username" autocomplete="username" autocapitalize="none" required autofocus
        /></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
        <button>Sign in</button>
      </form>
      <p class="or"><span>or</span></p>
      <a class="button plain wide" href="/passport/github">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="7" cy="5" r="2.5" />
          <circle cx="7" cy="19" r="2.5" />
          <circle cx="17" cy="8" r="2.5" />
          <path d="M7 7.5v9M17 10.5c0 4-10 1.500-10 6" />
        </svg>
        Sign in with GitHub
      </a>
      <p class="hint">
        ${
          standIn
            ? html`Goes to a stand-in at <code>${new URL(standIn).host}</code>, which started with this demo. Set
                <code>GITHUB_KEY</code> and <code>GITHUB_SECRET</code> to use GitHub itself.`
            : html`Goes to <code>github.com</code>.`
        }
      </p>
      <hr />
      <p class="hint">
        Try <code>ada</code> with <code>analytical engine</code>, or <a href="/signup">make an account</a>.
      </p>
    </section>`,
  );
}
