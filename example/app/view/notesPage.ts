import type { Context } from 'egg';
import type { ListedNote } from '../module/notes/NoteService';
import { html, type Html } from './html';
import { csrfField, layout } from './layout';

export const LONGEST_NOTE = 200;

export function notesPage(ctx: Context, notes: ListedNote[], refusal?: string): string {
  if (refusal) ctx.status = 422;
  return layout(
    ctx,
    'Notes',
    html`<div class="medium">
      <div class="intro">
        <h1>Notes</h1>
        <p class="lead">All members read them. A note is removed by its author only.</p>
      </div>
      ${refusal && html`<p class="alert" role="alert">${refusal}</p>`}
      <form class="line" method="post" action="/notes">
        ${csrfField(ctx)}
        <input name="text" maxlength="${LONGEST_NOTE}" aria-label="A new note" placeholder="A new note" required />
        <button>Pin it</button>
      </form>
      ${
        notes.length
          ? html`<ul class="rows card">
              ${notes.map(note => row(ctx, note))}
            </ul>`
          : html`<p class="hint">There is none yet.</p>`
      }
    </div>`,
  );
}

function row(ctx: Context, { note: { id, text, author }, removable }: ListedNote): Html {
  return html`<li>
    <p>${text} <small>${author}</small></p>
    ${
      removable &&
      html`<form method="post" action="/notes/${id}/remove">
        ${csrfField(ctx)}
        <button class="quiet" aria-label="Remove the note: ${text}">Remove</button>
      </form>`
    }
  </li>`;
}
