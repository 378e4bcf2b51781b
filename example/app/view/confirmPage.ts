import type { Context } from 'egg';
import type { Account } from '../module/account/Account';
import { failureOf } from './failureOf';
import { githubButton } from './githubButton';
import { html, type Html } from './html';
import { csrfField, layout } from './layout';

/** The login page of somebody who is signed in, and of whom a fresh login is wanted. */
export function confirmPage(ctx: Context, account: Account, failed?: string): string {
  return layout(
    ctx,
    'Confirm',
    html`<section class="card narrow">
      <h1>Is it still you, ${account.name}?</h1>
      <p>You are signed in, and what you asked for wants a fresh login.</p>
      ${failureOf(failed)}
      ${account.provider === 'local' ? passwordForm(ctx, account) : githubButton(ctx, 'Confirm with GitHub')}
      <hr />
      <form class="hint" method="post" action="/logout">
        ${csrfField(ctx)} Somebody else?
        <button class="quiet">Sign out</button>
      </form>
    </section>`,
  );
}

function passwordForm(ctx: Context, { providerId }: Account): Html {
  return html`<form class="fields" method="post" action="/login">
    ${csrfField(ctx)}
    <input name="username" value="${providerId}" autocomplete="username" hidden />
    <label>
      Password <input name="password" type="password" autocomplete="current-password" required autofocus />
    </label>
    <button>Confirm</button>
  </form>`;
}
