import type { MapAccess, PassportMap } from '../../passport/map/PassportMap';
import { ACCESS_WORDS } from './accessCell';
import { askPart } from './askPart';
import { chainPart } from './chainPart';
import { Html, html } from './html';
import { icon, ICONS } from './icons';
import type { PageView } from './PageView';
import { routesPart } from './routesPart';
import { SCRIPT } from './script';
import { strategiesPart } from './strategiesPart';
import { LAYOUT } from './layoutStyle';
import { STYLE } from './style';

/** The page of a map. Everything in it is text, whatever the application's names hold. */
export function renderPage(map: PassportMap, view: PageView): string {
  const { appName, nonce, baseDir } = view;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${appName} · who may do what</title>
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${new Html(STYLE + LAYOUT)}
        </style>
      </head>
      <body>
        <a class="skip" href="#routes">Skip to the routes</a>
        <a class="skip" href="#ask">Skip to the question</a>
        ${ICONS}
        <header>
          <h1>${icon('key')} ${appName}</h1>
          ${summary(map)}
        </header>
        <main>${strategiesPart(map, baseDir)} ${chainPart(map, baseDir)} ${routesPart(map, view)} ${askPart(map)}</main>
        <footer>tegg-passport · seen in <code>local</code> only, and only from this machine</footer>
        <script nonce="${nonce}">
          ${new Html(SCRIPT)};
        </script>
      </body>
    </html>`
    .toString()
    .trim();
}

function summary({ entries }: PassportMap): Html {
  return html`<ul class="summary" aria-label="In short">
    ${(Object.keys(ACCESS_WORDS) as MapAccess['type'][]).map(type => {
      const { length } = entries.filter(({ access }) => access.type === type);
      return html`<li class="badge ${type}${length ? '' : ' none'}">
        ${icon(type)} <b>${length}</b> ${ACCESS_WORDS[type]}
      </li>`;
    })}
  </ul>`;
}
