import type { Callback } from './callbackOf';
import { issuerInvalid } from './providerErrors';

/** Who must have sent a callback. */
export interface ExpectedIssuer {
  readonly issuer: string;
  /** Whether every callback must say who sent it. */
  readonly always: boolean;
}

/**
 * A callback must come from the provider at which the login was begun, where that is known.
 *
 * @throws AuthenticationError `issuer_invalid`
 * @see RFC 9207, section 2.4
 */
export function checkIssuer({ issuers }: Callback, expected: ExpectedIssuer | undefined): void {
  if (!expected || (!expected.always && !issuers.length)) return;
  if (issuers.length !== 1 || issuers[0] !== expected.issuer) throw issuerInvalid();
}
