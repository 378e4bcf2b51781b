import type { Context } from 'egg';
import { html, type Html } from './html';

/** Starts a login with GitHub, and says who plays GitHub. */
export function githubButton(ctx: Context, label: string): Html {
  const { standIn } = ctx.app.config.github as { standIn?: string };
  return html`<a class="button plain wide" href="/passport/github">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="7" cy="5" r="2.5" />
        <circle cx="7" cy="19" r="2.5" />
        <circle cx="17" cy="8" r="2.5" />
        <path d="M7 7.5v9M17 10.5c0 4-10 1.5-10 6" />
      </svg>
      ${label}
    </a>
    <p class="hint">
      ${
        standIn
          ? html`Goes to a stand-in at <code>${new URL(standIn).host}</code>, which started with this demo. Set
              <code>GITHUB_KEY</code> and <code>GITHUB_SECRET</code> to use GitHub itself.`
          : html`Goes to <code>github.com</code>.`
      }
    </p>`;
}
