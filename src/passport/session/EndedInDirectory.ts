import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SharedRecords } from './SharedRecords';

const SWEEP_EVERY = 60 * 60 * 1000;
// A file has the time of its making, until it is given that of its end.
const IN_THE_MAKING = 60_000;
const MISSING = { throwIfNoEntry: false } as const;

/**
 * A file for each record, in a folder that all processes of a machine see: no process has to be told
 * of anything, and none loses anything by its end. The time of a file is when nobody needs it any more.
 */
export class EndedInDirectory implements SharedRecords {
  private nextSweep = 0;

  private readonly prefix: string;

  constructor(private readonly dir: string) {
    this.prefix = join(dir, '/');
  }

  /** Throws where the folder cannot be read: then nobody can know. */
  get(key: string): string | undefined {
    const file = this.prefix + key;
    // Nearly always there is none, and to find that out must cost nothing.
    return statSync(file, MISSING) && readFileSync(file, 'utf8');
  }

  // Not a promise's work: who calls and does not wait has ended the login all the same.
  async set(key: string, value: string, lifetime: number): Promise<void> {
    this.prepare(lifetime);
    const draft = join(this.dir, `.${randomUUID()}`);
    writeFileSync(draft, value);
    keep(draft, lifetime);
    // Whole or not at all.
    renameSync(draft, join(this.dir, key));
  }

  async claim(key: string, lifetime: number): Promise<boolean> {
    this.prepare(lifetime);
    const file = this.prefix + key;
    try {
      // Of many who make the same file, the system lets one.
      writeFileSync(file, '', { flag: 'wx' });
    } catch (err) {
      if ((err as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw err;
    }
    keep(file, lifetime);
    return true;
  }

  private prepare(lifetime: number): void {
    mkdirSync(this.dir, { recursive: true });
    const now = Date.now();
    if (now < this.nextSweep) return;
    this.nextSweep = now + Math.min(lifetime, SWEEP_EVERY);
    this.sweep(now - IN_THE_MAKING);
  }

  private sweep(before: number): void {
    for (const name of readdirSync(this.dir)) {
      const file = join(this.dir, name);
      const stat = statSync(file, MISSING);
      if (stat?.isFile() && stat.mtimeMs < before) rmSync(file, { force: true });
    }
  }
}

function keep(file: string, lifetime: number): void {
  const until = new Date(Date.now() + lifetime);
  utimesSync(file, until, until);
}
