import { realpathSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import type { MapPlace } from '../passport/map/PassportMap';

const COLUMNS = 80;
const NARROWEST = 40;

/** What of a stream says whether somebody looks at it, and how much fits. */
export interface Screen {
  readonly columns?: number;
  readonly isTTY?: boolean;
}

/** What the output can show, and where the application is. */
export class Terminal {
  readonly columns: number;
  private readonly colours: boolean;
  private readonly folders: readonly string[];

  constructor(dir: string, { columns, isTTY }: Screen, { NO_COLOR, TERM } = process.env) {
    this.columns = Math.max(columns || COLUMNS, NARROWEST);
    // See no-color.org.
    this.colours = Boolean(isTTY) && !NO_COLOR && TERM !== 'dumb';
    // Node.js knows files by their real paths.
    this.folders = [realpathSync(dir), dir];
  }

  /** What must be seen. */
  alarm(text: string): string {
    return this.colours ? `\u001b[1;31m${text}\u001b[0m` : text;
  }

  /** What leads the eye. */
  heading(text: string): string {
    return this.colours ? `\u001b[1m${text}\u001b[0m` : text;
  }

  /** `app/router.ts:5`, as terminals and editors open it. */
  place({ file, line }: MapPlace): string {
    if (file === undefined) return '';
    const near = this.folders
      .map(folder => relative(folder, file))
      .find(path => !path.startsWith('..') && !isAbsolute(path));
    return `${near ?? file}${line === undefined ? '' : `:${line}`}`;
  }
}
