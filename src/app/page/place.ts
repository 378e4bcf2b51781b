import { relative } from 'node:path';
import type { MapPlace } from '../../passport/map/PassportMap';
import { breakable } from './breakable';
import { html, type Html } from './html';

/** Where something stands in the sources. */
export function place({ className, method, file, line }: MapPlace, baseDir: string): Html {
  const name = [className, method].filter(Boolean).join('.');
  const path = file && `${relative(baseDir, file)}${line === undefined ? '' : `:${line}`}`;
  return html`<span class="place"
    >${name && html`<span>${breakable(name)}</span>`} ${path && html`<span>${breakable(path)}</span>`}</span
  >`;
}
