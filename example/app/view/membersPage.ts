import type { Context } from 'egg';
import type { Account } from '../module/account/Account';
import { html } from './html';
import { layout } from './layout';

export function membersPage(ctx: Context, account: Account): string {
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
            <dt>Role</dt>
            <dd>${account.role}</dd>
            <dt>Member since</dt>
            <dd>${account.createdAt.slice(0, 10)}</dd>
          </dl>
        </section>
        <section class="card">
          <h2>Your secrets</h2>
          <p class="source"><code>@Authenticated({ maxAge: '5m' })</code> <small>SecretsController.ts</small></p>
          <p>These pages want a login of the last five minutes. After that you are asked who you are once more.</p>
          <div class="last actions">
            <a class="button" href="/members/api-key">Make an API key</a>
            ${account.provider === 'local' && html`<a class="button plain" href="/members/password">Change the password</a>`}
          </div>
        </section>
      </div>`,
  );
}

function signedInWith(ctx: Context, { provider }: Account): string {
  if (provider === 'local') return 'a password';
  return ctx.app.config.github.standIn ? 'GitHub (the stand-in)' : 'GitHub';
}
