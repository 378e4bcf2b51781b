import type { User } from '../decorator/User';
import type { AuthenticationError } from './AuthenticationError';

/** Why one strategy did not accept a request. */
export interface AuthFailure {
  /** Name of the strategy; where a policy said no, the one that accepted the user. */
  readonly strategy: string;
  /** The policy that said no. */
  readonly policy?: string;
  /** The strategy's own words, where it has any. Not for clients in production. */
  readonly reason?: string;
  /** The kind of message that the strategy names for `failureFlash`. */
  readonly type?: string;
  /** The HTTP status that the strategy asks for. */
  readonly status?: number;
  /** What the strategy wants in `WWW-Authenticate`. */
  readonly challenge?: string;
  /** The refusal that `validate`, `authenticate` or a verifier threw: its message and code are for the client. */
  readonly error?: AuthenticationError;
}

/** Headers that a strategy set on `req.res`. */
export type Headers = Readonly<Record<string, string | string[]>>;

/** What running strategies on a request came to. passport's words. */
export type AuthOutcome =
  /** A strategy accepted and the verifiers know the user. */
  | {
      readonly type: 'success';
      readonly strategy: string;
      readonly user: User;
      readonly info: unknown;
      /** The page that an OAuth 2 login began for; `null` where it began for none. */
      readonly returnTo?: string | null;
      readonly headers?: Headers;
    }
  /** None accepted. */
  | { readonly type: 'fail'; readonly failures: readonly AuthFailure[] }
  /** A strategy wants the browser elsewhere. */
  | {
      readonly type: 'redirect';
      readonly strategy: string;
      readonly url: string;
      readonly status: number;
      readonly headers?: Headers;
    }
  /** A strategy wrote an answer of its own, a form that posts itself for example. Not sent. */
  | {
      readonly type: 'response';
      readonly strategy: string;
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Headers;
    }
  /** A strategy had nothing to say. */
  | { readonly type: 'pass'; readonly strategy: string; readonly headers?: Headers };
