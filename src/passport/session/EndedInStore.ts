import type { Redis } from './sessionRedis';
import type { SessionStore } from './SessionStore';
import type { SharedRecords } from './SharedRecords';

const PREFIX = 'passport:ended:';

/** Records beside the sessions, in their store: every machine that shares the sessions sees them. */
export class EndedInStore implements SharedRecords {
  private readonly claiming = new Set<string>();

  /** @param redis where the store keeps what it is given, when that is a Redis */
  constructor(
    private readonly store: SessionStore,
    private readonly redis?: Pick<Redis, 'set'>,
  ) {}

  async get(key: string): Promise<string | undefined> {
    const record = (await this.store.get(PREFIX + key)) as { value?: string } | null | undefined;
    return record?.value;
  }

  async set(key: string, value: string, lifetime: number): Promise<void> {
    await this.store.set(PREFIX + key, { value }, lifetime);
  }

  async claim(key: string, lifetime: number): Promise<boolean> {
    if (this.redis) return (await this.redis.set(PREFIX + key, '', 'PX', lifetime, 'NX')) === 'OK';
    // Other stores can do no such thing in one step: within this process it is made one.
    if (this.claiming.has(key)) return false;
    this.claiming.add(key);
    try {
      if ((await this.get(key)) !== undefined) return false;
      await this.set(key, 'taken', lifetime);
      return true;
    } finally {
      this.claiming.delete(key);
    }
  }
}
