import type { Context } from 'egg';
import type { Account } from '../module/account/Account';
import { html, type Html } from './html';
import { csrfField, layout } from './layout';

export function membersPage(ctx: Context, account: Account, apiKey?: string): string {
  return layout(
    ctx,
    'Members',
    html`<div class="intro member">
        <span class="avatar" aria-hidden="true">${account.name.slice(0, 1).toUpperCase()}</span>
        <div>
          <h1>Hello ${account.name}</h1>
          <p class="lead">Only members see this page.</p>
        </div>
      </div>
      <div class="cards">
        <section class="card">
          <h2>Your account</h2>
          <dl>
            <dt>Signed in with</dt>
            <dd>${signedInWith(ctx, account)}</dd>
            <dt>Id there</dt>
            <dd>${account.providerId}</dd>
            <dt>Account</dt>
            <dd>number ${account.id}</dd>
            <dt>Member since</dt>
            <dd>${account.createdAt.slice(0, 10)}</dd>
          </dl>
        </section>
        <section class="card">
          <h2>Your API key</h2>
          ${apiKey ? newKey(ctx, apiKey) : html`<p>Programs show a key instead of signing in. A new key replaces the one before.</p>`}
          <form class="last" method="post" action="/members/api-key">
            ${csrfField(ctx)}
            <button class="${apiKey ? 'plain' : ''}">Make a new key</button>
          </form>
        </section>
      </div>`,
  );
}

function newKey(ctx: Context, apiKey: string): Html {
  return html`<p role="status">Keep it now: only its hash is stored, and nobody can show it again.</p>
    <pre tabindex="0" aria-label="Command">curl -i -H 'x-api-key: ${apiKey}' ${ctx.origin}/api/me</pre>`;
}

function signedInWith(ctx: Context, { provider }: Account): string {
  if (provider === 'local') return 'a password';
  return ctx.app.config.github.standIn ? 'GitHub (the stand-in)' : 'GitHub';
}
