import type { MapEntry, PassportMap } from '../../passport/map/PassportMap';
import { ACCESS_WORDS } from './accessCell';
import { entryKey } from './entryKey';
import { entryTitle } from './entryTitle';
import { html, type Html } from './html';

/** The form that asks whether a user may do something. */
export function askPart({ entries, strategies }: PassportMap): Html {
  return html`<section class="card ask-part" id="ask" aria-labelledby="ask-title" tabindex="-1">
    <h2 id="ask-title">May this user do this?</h2>
    <noscript><p class="quiet">This form needs JavaScript. The list does not.</p></noscript>
    <form id="question" class="needs-script" hidden>
      <label
        >What
        <select name="entry" required>
          ${entries.map(option)}
        </select>
      </label>
      <fieldset>
        <legend>User</legend>
        <div class="choices">${CHOICES.map(choice)}</div>
        <label class="of-user">
          <span id="value-label">What the session holds</span>
          <textarea name="value" rows="2" spellcheck="false" aria-describedby="value-hint"></textarea>
        </label>
        <p class="quiet of-user" id="value-hint">
          What <code>serializeUser</code> answered, as JSON. Text that is no JSON is taken as it is.
        </p>
        <div class="pair of-user">
          <label
            >Logged in with
            <select name="strategy">
              <option value="">no strategy</option>
              ${strategies.map(({ name }) => html`<option>${name}</option>`)}
            </select>
          </label>
          <label>How long ago <input name="age" value="now" autocomplete="off" spellcheck="false" /></label>
        </div>
      </fieldset>
      <details id="request">
        <summary>The request: address, headers and body</summary>
        <label>Address <input name="path" autocomplete="off" spellcheck="false" /></label>
        <label>
          Headers
          <textarea name="headers" rows="3" spellcheck="false" placeholder="Authorization: Bearer …"></textarea>
        </label>
        <label>
          Body
          <textarea name="body" rows="2" spellcheck="false" placeholder='{ "id": 7 }'></textarea>
        </label>
        <p class="quiet">
          Headers one a line, the body as JSON. A strategy that looks at the request runs only when there are some, and
          really runs.
        </p>
      </details>
      <button>Ask</button>
    </form>
    <div id="answer" role="status" aria-live="polite" aria-atomic="true"></div>
  </section>`;
}

const CHOICES = [
  ['session', 'of a session'],
  ['object', 'this object'],
  ['nobody', 'nobody'],
];

function choice([value, words]: string[], index: number): Html {
  return html`<label class="choice">
    <input type="radio" name="as" value="${value}" ${index === 0 && html`checked`} /> ${words}
  </label>`;
}

// Of a regular expression nobody can guess an address.
function option(entry: MapEntry): Html {
  const { path, regexp, access } = entry;
  const hasPolicies = access.type === 'guard' && access.guard.policies.length > 0;
  return html`<option
    value="${entryKey(entry)}"
    data-path="${regexp ? '' : path}"
    ${hasPolicies && html`data-policies`}
  >
    ${entryTitle(entry)} (${ACCESS_WORDS[access.type]})
  </option>`;
}
