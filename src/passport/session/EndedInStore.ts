import type { EndedRecords } from './EndedRecords';
import type { SessionStore } from './SessionStore';

const PREFIX = 'passport:ended:';

/** Records beside the sessions, in their store: every machine that shares the sessions sees them. */
export class EndedInStore implements EndedRecords {
  constructor(private readonly store: SessionStore) {}

  async get(key: string): Promise<string | undefined> {
    const record = (await this.store.get(PREFIX + key)) as { value?: string } | null | undefined;
    return record?.value;
  }

  async set(key: string, value: string, lifetime: number): Promise<void> {
    await this.store.set(PREFIX + key, { value }, lifetime);
  }
}
