import type { MapEntry, PassportMap } from '../../passport/map/PassportMap';
import { ACCESS_WORDS, accessCell, wantedCell } from './accessCell';
import { breakable } from './breakable';
import { entryKey } from './entryKey';
import { entryTitle } from './entryTitle';
import { html, type Html } from './html';
import type { PageView } from './PageView';
import { place } from './place';

/** The routes, tools and guarded methods, the open ones first. */
export function routesPart({ entries }: PassportMap, view: PageView): Html {
  const rows = [...entries].sort((a, b) => Number(b.access.type === 'open') - Number(a.access.type === 'open'));
  const shown = entries.filter(entry => isShown(entry, view)).length;
  return html`<section class="card routes" id="routes" aria-labelledby="routes-title" tabindex="-1">
    <div class="head">
      <h2 id="routes-title">Routes</h2>
      <output id="shown" for="filter access">${shown} of ${entries.length}</output>
    </div>
    ${filterForm(view)}
    <table role="table" aria-labelledby="routes-title">
      <thead role="rowgroup">
        <tr role="row">
          ${['Route', 'Access', 'Wants'].map(title => html`<th role="columnheader" scope="col">${title}</th>`)}
          <th role="columnheader" scope="col"><span class="unseen">Source</span></th>
          <th role="columnheader" scope="col" class="needs-script" hidden><span class="unseen">Ask</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(entry => row(entry, view))}
      </tbody>
    </table>
    <p class="quiet" id="none" ${shown > 0 && html`hidden`}>
      ${entries.length ? 'Nothing here has that.' : 'There are none.'}
    </p>
  </section>`;
}

// Works without a script too: the server filters.
function filterForm({ filter = '', access = '' }: PageView): Html {
  const options = [['', 'every access'], ...Object.entries(ACCESS_WORDS)];
  return html`<form class="filter" role="search" aria-label="Routes">
    <label>Filter by path <input type="search" id="filter" name="path" value="${filter}" autocomplete="off" /></label>
    <label>
      Access
      <select id="access" name="access">
        ${options.map(
          ([value, word]) => html`<option value="${value}" ${value === access && html`selected`}>${word}</option>`,
        )}
      </select>
    </label>
    <noscript><button>Filter</button></noscript>
  </form>`;
}

function row(entry: MapEntry, view: PageView): Html {
  const { access } = entry;
  const title = entryTitle(entry);
  return html`<tr
    role="row"
    class="${access.type}"
    data-access="${access.type}"
    data-text="${searched(entry)}"
    ${!isShown(entry, view) && html`hidden`}
  >
    <th role="rowheader" scope="row">${name(entry)}</th>
    <td role="cell">${accessCell(access)}</td>
    <td role="cell"><div class="wants">${wantedCell(access)}</div></td>
    <td role="cell">${place(isNamedByPlace(entry) ? { file: entry.file, line: entry.line } : entry, view.baseDir)}</td>
    <td role="cell" class="needs-script" hidden>
      <button type="button" class="ask" data-entry="${entryKey(entry)}" aria-label="Ask about ${title}">Ask</button>
    </td>
  </tr>`;
}

function isNamedByPlace({ path, name: known }: MapEntry): boolean {
  return path === undefined && known === undefined;
}

function name(entry: MapEntry): Html {
  const { kind, verbs = [], path, hosts, mcp } = entry;
  if (path === undefined)
    return html`<span class="hint">${kind === 'mcp' ? `MCP ${mcp ?? ''}` : 'method'}</span>
      ${breakable(entryTitle(entry))}`;
  return html`<span class="verb">${verbs.join(', ')}</span>
    <span class="path">${breakable(path)}</span> ${hosts && html`<span class="hint">on ${hosts.join(', ')}</span>`}
    ${kind === 'router' && html`<span class="hint">app/router</span>`}`;
}

function isShown(entry: MapEntry, { filter = '', access = '' }: PageView): boolean {
  return searched(entry).includes(filter.trim().toLowerCase()) && (!access || entry.access.type === access);
}

function searched(entry: MapEntry): string {
  return [entryTitle(entry), entry.className, entry.method].join(' ').toLowerCase();
}
