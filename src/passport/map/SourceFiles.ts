import { readFileSync } from 'node:fs';
import { bareCode } from './bareCode';
import { declarationLine } from './declarationLine';

/** Source files, each read once while a map is drawn. */
export class SourceFiles {
  private readonly codes = new Map<string, string>();
  private readonly files = new Map<object, string | undefined>();

  /** The file of a class, looked for once. */
  fileOf(clazz: object, find: () => string | undefined): string | undefined {
    if (!this.files.has(clazz)) this.files.set(clazz, find());
    return this.files.get(clazz);
  }

  /** The line of a class, or of its method; nothing, where that cannot be seen. */
  lineOf(file: string, className: string, method?: string): number | undefined {
    return declarationLine(this.codeOf(file), className, method);
  }

  private codeOf(file: string): string {
    const known = this.codes.get(file);
    if (known !== undefined) return known;
    const code = bareCode(read(file));
    this.codes.set(file, code);
    return code;
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
