/** Short texts that are kept for some time. */
export interface EndedRecords {
  /** The text under this key, or nothing. */
  get(key: string): string | undefined | Promise<string | undefined>;
  /** Keeps a text for so many milliseconds. When the promise resolves, everybody sees it. */
  set(key: string, value: string, lifetime: number): Promise<void>;
}
