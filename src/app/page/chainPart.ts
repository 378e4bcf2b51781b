import type { MapLink, PassportMap } from '../../passport/map/PassportMap';
import { breakable } from './breakable';
import { html, type Html } from './html';
import { place } from './place';

/** The picture: what a login runs through, and a later request with its session. */
export function chainPart({ strategies, chains }: PassportMap, baseDir: string): Html {
  const links = (chain: keyof PassportMap['chains'], nothing: string): Html =>
    linkList(chains[chain], nothing, baseDir);
  const names = strategies.map(({ name }) => html`<li data-strategy="${name}"><b>${breakable(name)}</b></li>`);
  return html`<section class="card chain" aria-labelledby="chain-title">
    <div class="head">
      <h2 id="chain-title">What a login runs through</h2>
      <label class="needs-script" hidden>
        Login with
        <select id="chain-strategy">
          <option value="">any strategy</option>
          ${strategies.map(({ name }) => html`<option>${name}</option>`)}
        </select>
      </label>
    </div>
    <h3 id="lane-login">The login</h3>
    <ol class="lane" aria-labelledby="lane-login">
      ${stage('request', 'credentials come in')}
      ${stage(
        'strategy',
        'who is it?',
        names.length
          ? html`<ul class="links">
              ${names}
            </ul>`
          : NO_STRATEGY,
      )}
      ${stage('verify', 'the account, or nobody', links('verify', 'No link: the user stays as the strategy gave it.'))}
      ${stage('serialize', 'what the session holds', links('serialize', 'No link: the whole user goes in.'))}
      ${end('session', 'a new one, with the time of the login')}
    </ol>
    <h3 id="lane-later">Every later request</h3>
    <ol class="lane" aria-labelledby="lane-later">
      ${stage('session', 'its cookie comes in')}
      ${stage('deserialize', 'the account again', links('deserialize', 'No link: what the session holds is the user.'))}
      ${stage('stamp', 'is the login still good?', links('stamp', 'No link: only a logout ends logins.'))}
      ${stage('guard', 'strategies, then policies')} ${end('method', 'of the controller')}
    </ol>
  </section>`;
}

const NO_STRATEGY = html`<p class="nothing">None: nobody can log in.</p>`;

function stage(name: string, caption: string, content?: Html): Html {
  return html`<li class="stage${content ? '' : ' small'}">
    <h4>${name}</h4>
    <p>${caption}</p>
    ${content}
  </li>`;
}

function end(name: string, caption: string): Html {
  return html`<li class="stage small end">
    <h4>${name}</h4>
    <p>${caption}</p>
  </li>`;
}

function linkList(links: readonly MapLink[], nothing: string, baseDir: string): Html {
  if (!links.length) return html`<p class="nothing">${nothing}</p>`;
  return html`<ol class="links">
    ${links.map(link => linkItem(link, baseDir, links.length > 1))}
  </ol>`;
}

// The order says something where there are several.
function linkItem(link: MapLink, baseDir: string, isOneOfMany: boolean): Html {
  const { name, order, strategies } = link;
  return html`<li data-strategies="${strategies ? JSON.stringify(strategies) : ''}">
    <b>${breakable(name)}</b>
    ${isOneOfMany && html`<span class="hint">${order === undefined ? 'a hook, runs first' : `order ${order}`}</span>`}
    ${strategies && html`<span class="hint">only ${strategies.join(', ')}</span>`}
    ${place({ file: link.file, line: link.line }, baseDir)}
  </li>`;
}
