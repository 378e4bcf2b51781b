import type { Count, Countable, Counts } from './Counts';

// With what stands around them about 60 MB.
const MOST = 100_000;
// So many go at once: to find the oldest costs more than to drop it.
const BATCH = 1_000;

/**
 * Counts in bounded memory. When there are too many, the oldest go whose points are not used up: no
 * flood of other names frees one that is locked. When all are locked, new names share counts.
 */
export class BoundedCounts implements Counts {
  private readonly open = new Set<string>();
  /** And when each ends. */
  private readonly locked = new Map<string, number>();
  /** Before that none of them ends. */
  private firstEnd = Infinity;

  constructor(
    private readonly counts: Counts,
    private readonly most = MOST,
  ) {}

  async add(what: Countable): Promise<Count> {
    if (!this.knows(what) && !(await this.hasRoom())) return this.counts.add(shared(what));
    const added = await this.counts.add(what);
    const isLocked = added.count >= what.points;
    (isLocked ? this.open : this.locked).delete(what.name);
    if (isLocked) this.lock(what.name, Date.now() + added.wait);
    else this.open.add(what.name);
    return added;
  }

  async giveBack(what: Countable): Promise<void> {
    await this.counts.giveBack(this.knows(what) ? what : shared(what));
  }

  async clear(what: Countable): Promise<void> {
    // What others share is not one's own to clear.
    if (!this.knows(what)) return this.counts.giveBack(shared(what));
    this.open.delete(what.name);
    this.locked.delete(what.name);
    return this.counts.clear(what);
  }

  private knows({ name }: Countable): boolean {
    return this.open.has(name) || this.locked.has(name);
  }

  private lock(name: string, end: number): void {
    this.locked.set(name, end);
    this.firstEnd = Math.min(this.firstEnd, end);
  }

  private get isFull(): boolean {
    return this.open.size + this.locked.size >= this.most;
  }

  private async hasRoom(): Promise<boolean> {
    if (this.isFull) this.dropOver();
    if (this.isFull) await this.dropOldest();
    return !this.isFull;
  }

  // They end in any order: logins count for times of their own.
  private dropOver(): void {
    const now = Date.now();
    if (now < this.firstEnd) return;
    this.firstEnd = Infinity;
    for (const [name, end] of this.locked) {
      if (end <= now) this.locked.delete(name);
      else this.firstEnd = Math.min(this.firstEnd, end);
    }
  }

  private async dropOldest(): Promise<void> {
    const oldest = [...this.open].slice(0, BATCH);
    for (const name of oldest) this.open.delete(name);
    await Promise.all(oldest.map(name => this.counts.clear({ name })));
  }
}

// 4,096 counts for all that have no place of their own.
function shared(what: Countable): Countable {
  return { ...what, name: `shared:${what.name.slice(-2)}` };
}
