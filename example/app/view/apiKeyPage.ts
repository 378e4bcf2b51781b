import type { Context } from 'egg';
import { html, type Html } from './html';
import { csrfField, layout } from './layout';

export function apiKeyPage(ctx: Context, apiKey?: string): string {
  return layout(
    ctx,
    'Your API key',
    html`<section class="card medium">
      <h1>Your API key</h1>
      ${apiKey ? newKey(ctx, apiKey) : html`<p>Programs show a key instead of signing in. A new key replaces the one before.</p>`}
      <form class="last actions" method="post" action="/members/api-key">
        ${csrfField(ctx)}
        <button class="${apiKey ? 'plain' : ''}">Make a new key</button>
        <a href="/members">Back</a>
      </form>
    </section>`,
  );
}

function newKey(ctx: Context, apiKey: string): Html {
  return html`<p role="status">Keep it now: only its hash is stored, and nobody can show it again.</p>
    <pre tabindex="0" aria-label="Command">curl -i -H 'x-api-key: ${apiKey}' ${ctx.origin}/api/me</pre>`;
}
