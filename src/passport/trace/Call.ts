/** One link of which chain. */
export type LinkKind = 'verify' | 'serialize' | 'deserialize' | 'stamp';

/** What is watched: a strategy that runs, a link of a chain that is asked, a policy that is asked. */
export interface Call {
  readonly kind: 'strategy' | LinkKind | 'policy';
  /** The strategy's, the verifier's or hook's, or the policy's. */
  readonly name: string;
}
