import type { Context } from 'egg';
import { html, type Html } from './html';

/** A whole page around its content. */
export function layout(ctx: Context, title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · tegg-passport</title>
        <link rel="stylesheet" href="/public/style.css" />
      </head>
      <body>
        <header class="bar">
          <a class="brand" href="/">
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <circle cx="8" cy="12" r="4.5" />
              <path d="M12.5 12H21m-3.5 0v4" />
            </svg>
            tegg-passport
          </a>
          <nav aria-label="Main">${ctx.isAuthenticated() ? memberLinks(ctx) : html`<a href="/login">Sign in</a>`}</nav>
        </header>
        <main>${content}</main>
      </body>
    </html>`
    .toString()
    .trim();
}

/** The field that egg-security wants in every form. */
export function csrfField(ctx: Context): Html {
  return html`<input type="hidden" name="_csrf" value="${ctx.csrf}" />`;
}

function memberLinks(ctx: Context): Html {
  return html`<a href="/members">Members</a>
    <a href="/notes">Notes</a>
    ${ctx.user.role === 'admin' && html`<a href="/admin">Admin</a>`}
    <form method="post" action="/logout">
      ${csrfField(ctx)}
      <button class="quiet">Sign out</button>
    </form>`;
}
