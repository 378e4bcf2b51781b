import { basename, relative } from 'node:path';
import type { MapPlace } from '../../passport/map/PassportMap';
import { breakable } from './breakable';
import { html, type Html } from './html';

/** Where something stands in the sources. */
export function place({ className, method, file, line }: MapPlace, baseDir: string): Html {
  const name = [className, method].filter(Boolean).join('.');
  return html`<span class="place"
    >${name && html`<span>${breakable(name)}</span>`} ${file && filePlace(relative(baseDir, file), line)}</span
  >`;
}

// The name stays in one piece where its folders can stand above it.
function filePlace(path: string, line: number | undefined): Html {
  const name = basename(path);
  const folders = path.slice(0, -name.length);
  const at = line === undefined ? '' : `:${line}`;
  return html`<span>${breakable(folders)}<span class="file">${breakable(name + at)}</span></span>`;
}
