import type { Passport } from '../passport/Passport';
import type { LoginAsOptions } from './LoginAsOptions';
import { onlyKnown } from './onlyKnown';
import { requireStrategy } from './requireStrategy';
import { timeOf } from './timeOf';

const OPTIONS: readonly string[] = ['strategy', 'at'] satisfies (keyof LoginAsOptions)[];

/**
 * What is to be known of a login that a test makes.
 *
 * @throws PassportError `strategy_unknown`, `test_kit`
 */
export function madeLogin(
  passport: Passport,
  options: LoginAsOptions,
): { readonly strategy: string | undefined; readonly at: number } {
  onlyKnown('The login', options, OPTIONS);
  const { strategy, at } = options;
  if (strategy !== undefined) requireStrategy(passport, strategy);
  return { strategy, at: timeOf(at) };
}
