/** What a call came to. Nothing of it is secret: no user, no header, no URL, no words of anybody. */
export interface Decision {
  /**
   * Of strategies passport's words, and `response` for an answer of their own; of links of `verify` and
   * `deserialize` whether there is a `user`, of the others whether there is a `value`; a policy's `yes` or
   * `no`. Everything that is called may refuse (`fail`) or break (`error`) by throwing. `unanswered`:
   * nothing came for as long as anybody waits.
   */
  readonly outcome:
    | 'success'
    | 'fail'
    | 'redirect'
    | 'response'
    | 'pass'
    | 'user'
    | 'nobody'
    | 'value'
    | 'nothing'
    | 'yes'
    | 'no'
    | 'error'
    | 'unanswered';
  /** The HTTP status that goes with it. */
  readonly status?: number;
  /** The code of a refusal or an error. */
  readonly code?: string;
  /** The class of an error. */
  readonly error?: string;
}

/** Whether the server is to blame. A refusal is no fault. */
export function isFault({ outcome, status = 0 }: Decision): boolean {
  if (outcome === 'unanswered') return true;
  return status >= 500 || (outcome === 'error' && !(status >= 400));
}
