import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EndedRecords } from './EndedRecords';

const SWEEP_EVERY = 60 * 60 * 1000;
const MISSING = { throwIfNoEntry: false } as const;

/**
 * A file for each record, in a folder that all processes of a machine see: no process has to be told
 * of anything, and none loses anything by its end. The time of a file is when nobody needs it any more.
 */
export class EndedInDirectory implements EndedRecords {
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
    mkdirSync(this.dir, { recursive: true });
    this.sweep();
    const draft = join(this.dir, `.${randomUUID()}`);
    const until = new Date(Date.now() + lifetime);
    writeFileSync(draft, value);
    utimesSync(draft, until, until);
    // Whole or not at all.
    renameSync(draft, join(this.dir, key));
  }

  private sweep(): void {
    const now = Date.now();
    if (now < this.nextSweep) return;
    this.nextSweep = now + SWEEP_EVERY;
    for (const name of readdirSync(this.dir)) {
      const file = join(this.dir, name);
      const stat = statSync(file, MISSING);
      if (stat && stat.mtimeMs < now) rmSync(file, { force: true });
    }
  }
}
