import { readFileSync } from 'node:fs';
import { declarationLine } from './declarationLine';

/** Source files, each read once while a map is drawn. */
export class SourceFiles {
  private readonly texts = new Map<string, string>();
  private readonly files = new Map<object, string | undefined>();

  /** The file of a class, looked for once. */
  fileOf(clazz: object, find: () => string | undefined): string | undefined {
    if (!this.files.has(clazz)) this.files.set(clazz, find());
    return this.files.get(clazz);
  }

  /** The line of a class, or of its method; nothing, where that cannot be seen. */
  lineOf(file: string, className: string, method?: string): number | undefined {
    return declarationLine(this.textOf(file), className, method);
  }

  private textOf(file: string): string {
    let text = this.texts.get(file);
    if (text === undefined) {
      text = read(file);
      this.texts.set(file, text);
    }
    return text;
  }
}

// A file may be gone, or in an archive: then it has no lines.
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
