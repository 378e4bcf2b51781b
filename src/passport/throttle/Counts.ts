/** What is counted. */
export interface Countable {
  /** Says nothing of the account or address. */
  readonly name: string;
  /** So many there may be. */
  readonly points: number;
  /** How long they count, from the first on. */
  readonly seconds: number;
}

/** How often something was counted. */
export interface Count {
  readonly count: number;
  /** Milliseconds until it begins anew. */
  readonly wait: number;
}

/** Counts, wherever they are kept. What is counted at once is counted one by one. */
export interface Counts {
  /** Counts one more, and says how many there are. */
  add(what: Countable): Promise<Count>;
  /** Counts one less. */
  giveBack(what: Countable): Promise<void>;
  /** Begins anew. */
  clear(what: Pick<Countable, 'name'>): Promise<void>;
}
