/** What a test may say of a login that it makes without credentials. */
export interface LoginAsOptions {
  /** The strategy with which the login was made: verifiers and guards may ask. None by default. */
  readonly strategy?: string;
  /** When it was made: a date, or milliseconds since the epoch. Now by default. */
  readonly at?: number | Date;
}
