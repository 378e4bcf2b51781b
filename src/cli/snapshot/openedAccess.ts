import { isDeepStrictEqual } from 'node:util';
import type { MapAccess, MapGuard } from '../../passport/map/PassportMap';
import { ageText } from '../../passport/map/ageText';
import { policyText } from '../policyText';

type Policy = MapGuard['policies'][number];
type Closed = Extract<MapAccess, { type: 'guard' | 'login' }>;

const NO_GUARD: MapGuard = { strategies: [], optional: false, policies: [] };

/** In which ways something may be reached now by who could not reach it before. */
export function openedAccess(before: MapAccess, after: MapAccess): string[] {
  if (!isClosed(before)) return logsIn(before, after);
  if (!isClosed(after)) return [`the ${before.type} is gone: it is ${after.type} now`];
  return [
    ...(guardOf(after).optional && !guardOf(before).optional ? ['the guard is optional now'] : []),
    ...moreStrategies(strategiesOf(before), strategiesOf(after)),
    ...lostPolicies(guardOf(before).policies, guardOf(after).policies),
    ...olderLogins(guardOf(before), guardOf(after)),
    ...logsIn(before, after),
  ];
}

function isClosed(access: MapAccess): access is Closed {
  return access.type === 'guard' || access.type === 'login';
}

function guardOf(access: Closed): MapGuard {
  return access.type === 'guard' ? access.guard : NO_GUARD;
}

function strategiesOf(access: Closed): readonly string[] {
  return access.type === 'guard' ? access.guard.strategies : access.strategies;
}

// One of a guard's strategies is enough, and no name at all is any of them.
function moreStrategies(before: readonly string[], after: readonly string[]): string[] {
  if (!before.length) return [];
  if (!after.length) return ['every strategy opens it now'];
  return after.filter(name => !before.includes(name)).map(name => `the strategy '${name}' opens it now`);
}

function lostPolicies(before: readonly Policy[], after: readonly Policy[]): string[] {
  return before
    .filter(policy => !after.some(other => isAsStrict(other, policy)))
    .map(policy => {
      const wider = after.find(({ name }) => name === policy.name);
      return `the policy ${policyText(policy)} is ${wider ? `${policyText(wider)} now` : 'gone'}`;
    });
}

// One of the roles is enough. What the arguments of other policies mean, only those know.
function isAsStrict(policy: Policy, wanted: Policy): boolean {
  if (policy.name !== wanted.name) return false;
  if (policy.name === 'roles') return policy.args.every(role => wanted.args.includes(role));
  return isDeepStrictEqual(policy.args, wanted.args);
}

function olderLogins(before: MapGuard, after: MapGuard): string[] {
  const reasons: string[] = [];
  if (before.maxAge !== undefined && after.maxAge === undefined) reasons.push('the login may have any age now');
  else if (Number(after.maxAge) > Number(before.maxAge)) {
    reasons.push(`the login may be ${ageText(Number(after.maxAge))} old now, not ${ageText(Number(before.maxAge))}`);
  }
  if (before.freshStrategy !== undefined && after.freshStrategy !== before.freshStrategy) {
    reasons.push(
      `the login may be made with ${after.freshStrategy ?? 'any strategy'} now, not ${before.freshStrategy}`,
    );
  }
  return reasons;
}

function logsIn(before: MapAccess, after: MapAccess): string[] {
  if (after.type !== 'login' || !after.session || (before.type === 'login' && before.session)) return [];
  return [`it logs in through the session now, with ${after.strategies.join(' or ')}`];
}
