import type { CheckRequest } from './CheckRequest';
import type { Injected } from './withInstance';

/** What {@link checkVerifier} is told of a verifier class. */
export interface VerifierCheck<T> {
  /** A user as the application knows it, whom the verifier is to store and bring back. */
  readonly user: T extends { serializeUser(ctx: never, user: infer U): unknown } ? U : unknown;
  /** In the place of injected objects, by the name of the field or parameter. */
  readonly inject?: Injected;
  /** Whether the user that came back is the one. By default both have the same `id` or `sub`, or are the same value. */
  sameUser?(restored: unknown, user: unknown): boolean;
  /** Fields whose names look like those of secrets, and are none: `['tokenVersion']`. */
  readonly allow?: readonly string[];
  /** What the verifier reads from its `ctx`. */
  readonly request?: CheckRequest;
}
