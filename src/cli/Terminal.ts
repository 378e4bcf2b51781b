import { realpathSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import type { MapPlace } from '../passport/map/PassportMap';

const COLUMNS = 80;
const NARROWEST = 40;

/** What the standard output can show, and where the application is. */
export class Terminal {
  readonly columns = Math.max(process.stdout.columns || COLUMNS, NARROWEST);
  // See no-color.org.
  private readonly colours = process.stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  private readonly folders: readonly string[];

  constructor(dir: string) {
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
