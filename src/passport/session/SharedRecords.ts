import type { EndedRecords } from './EndedRecords';

/** Records that all processes of an application see, and can take things with. */
export interface SharedRecords extends EndedRecords {
  /** Takes a key for so many milliseconds: of all who ask for it, in every process, one gets `true`. */
  claim(key: string, lifetime: number): Promise<boolean>;
}
