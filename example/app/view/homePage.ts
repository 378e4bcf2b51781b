import type { Context } from 'egg';
import { html } from './html';
import { layout } from './layout';

export function homePage(ctx: Context): string {
  return layout(
    ctx,
    'Demo',
    html`<div class="intro">
        <h1>Authentication for Egg, with decorators</h1>
        <p class="lead">
          A small application on <b>tegg-passport</b>. Each card is a decorator and its file.
          ${ctx.isAuthenticated() && html`You are signed in as <b>${ctx.user.name}</b>.`}
        </p>
      </div>
      <div class="cards">
        <section class="card">
          <h2>A page for members</h2>
          <p class="source"><code>@Authenticated()</code> <small>MembersController.ts</small></p>
          <p>Ask for it as a stranger: you sign in first, and land on the page that you wanted.</p>
          <p class="last"><a class="button" href="/members">Open the members’ page</a></p>
        </section>
        <section class="card">
          <h2>A password</h2>
          <p class="source"><code>@Login('local')</code> <small>LoginController.ts</small></p>
          <p>Accounts are rows of an SQLite file, passwords are hashed with argon2id.</p>
          <p class="last"><a class="button" href="/login">Sign in</a> <a href="/signup">or make an account</a></p>
        </section>
        <section class="card">
          <h2>GitHub</h2>
          <p class="source"><code>@Strategy('github', GitHubStrategy)</code> <small>GithubLogin.ts</small></p>
          ${
            ctx.app.config.github.standIn
              ? html`<p>A stand-in plays GitHub here: a real OAuth 2 provider with a login screen of its own.</p>`
              : html`<p>OAuth 2 with GitHub itself.</p>`
          }
          <p class="last"><a class="button" href="/passport/github">Sign in with GitHub</a></p>
        </section>
        <section class="card">
          <h2>A role</h2>
          <p class="source"><code>@Roles('admin')</code> <small>AdminController.ts</small></p>
          <p>The account <code>ada</code> is an admin. Everybody else gets a 403, and never the login page.</p>
          <p class="last"><a class="button" href="/admin">Open the admins’ page</a></p>
        </section>
        <section class="card">
          <h2>A policy</h2>
          <p class="source"><code>@AuthPolicy('owner')</code> <small>OwnerPolicy.ts</small></p>
          <p>All members read the notes, and a note is removed by its author only.</p>
          <p class="last"><a class="button" href="/notes">Read the notes</a></p>
        </section>
        <section class="card">
          <h2>A fresh login</h2>
          <p class="source"><code>@Authenticated({ maxAge: '5m' })</code> <small>SecretsController.ts</small></p>
          <p>A new password wants the old one, typed within the last five minutes.</p>
          <p class="last"><a class="button" href="/members/password">Change the password</a></p>
        </section>
        <section class="card">
          <h2>A JSON API</h2>
          <p class="source"><code>@Authenticated('api-key')</code> <small>ApiController.ts</small></p>
          <p>Opened by a key, and never by a session:</p>
          <pre tabindex="0" aria-label="Command">curl -i -H 'x-api-key: demo-key-of-ada' ${ctx.origin}/api/me</pre>
        </section>
      </div>`,
  );
}
