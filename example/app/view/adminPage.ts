import type { Context } from 'egg';
import type { Account } from '../module/account/Account';
import { html, type Html } from './html';
import { layout } from './layout';

export function adminPage(ctx: Context, accounts: Account[]): string {
  return layout(
    ctx,
    'Accounts',
    html`<div class="medium">
      <div class="intro">
        <h1>Accounts</h1>
        <p class="lead">Only admins see this page.</p>
      </div>
      <div class="card">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">From</th>
              <th scope="col">Role</th>
              <th scope="col">Since</th>
            </tr>
          </thead>
          <tbody>
            ${accounts.map(row)}
          </tbody>
        </table>
      </div>
    </div>`,
  );
}

function row({ name, provider, role, createdAt }: Account): Html {
  return html`<tr>
    <td>${name}</td>
    <td>${provider === 'local' ? 'password' : 'GitHub'}</td>
    <td>${role}</td>
    <td>${createdAt.slice(0, 10)}</td>
  </tr>`;
}
