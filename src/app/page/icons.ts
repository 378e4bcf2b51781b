import { html, type Html } from './html';

/** The pictures that {@link icon} shows, once a page. */
export const ICONS = html`<svg class="sprite" aria-hidden="true">
  <symbol id="i-guard" viewBox="0 0 16 16"><path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3 7h10v7H3zM8 10v1.5" /></symbol>
  <symbol id="i-open" viewBox="0 0 16 16"><path d="M8 1.5 15 14H1zM8 6v4M8 12v.1" /></symbol>
  <symbol id="i-public" viewBox="0 0 16 16">
    <path d="M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM1.5 8h13M8 1.5c-4 4-4 9 0 13 4-4 4-9 0-13" />
  </symbol>
  <symbol id="i-login" viewBox="0 0 16 16"><path d="M9 2h5v12H9M1.5 8H10M7 5l3 3-3 3" /></symbol>
  <symbol id="i-key" viewBox="0 0 24 24">
    <path d="M8 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM12.5 12H21m-3.5 0v4" />
  </symbol>
</svg>`;

/** A picture that says nothing that the words beside it do not. */
export function icon(name: 'guard' | 'open' | 'public' | 'login' | 'key'): Html {
  return html`<svg class="icon" aria-hidden="true"><use href="#i-${name}" /></svg>`;
}
