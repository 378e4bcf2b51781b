/** What one strategy or policy says, or what is known of the user. */
export interface Reason {
  /** What it is. */
  readonly of: 'user' | 'strategy' | 'login age' | 'policy';
  readonly name: string;
  /** `skipped`: not asked, or of no account. */
  readonly outcome: 'yes' | 'no' | 'error' | 'skipped';
  readonly reason: string;
}

/** What would become of the request. */
export interface Verdict {
  readonly allowed: boolean;
  /** 200 where the method would run. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** May this user do this? */
export interface Answer {
  readonly verdict: Verdict;
  /** In the order in which a request would ask. */
  readonly reasons: readonly Reason[];
}
