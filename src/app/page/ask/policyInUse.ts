import { isDeepStrictEqual } from 'node:util';
import type { MapGuard } from '../../../passport/map/PassportMap';
import { plain } from '../../../passport/map/plain';
import type { Passport } from '../../../passport/Passport';
import type { PreparedPolicy } from '../../../passport/PolicyRegistry';

/** The policy as its guard uses it: a map is plain data, and arguments need not be. Nothing, where it cannot be told. */
export function policyInUse(
  passport: Passport,
  { name, args }: MapGuard['policies'][number],
): PreparedPolicy | undefined {
  // Asked by name, as tegg's `@Acl` does too.
  if (!args.length) return passport.policies.find(name);
  const [use, ...others] = passport.policies.usesOf(name).filter(each => isDeepStrictEqual(plain(each.args), args));
  return others.every(other => isDeepStrictEqual(other.args, use.args)) ? use : undefined;
}
