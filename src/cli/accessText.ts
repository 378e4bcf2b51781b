import type { MapAccess, MapGuard } from '../passport/map/PassportMap';
import { ageText } from '../passport/map/ageText';
import { policyText } from './policyText';

/** How something may be reached, in a few words. */
export function accessText(access: MapAccess): string {
  switch (access.type) {
    case 'guard':
      return guardText(access.guard);
    case 'login':
      return `login ${access.strategies.join(' or ')}${access.session ? '' : ', no session'}`;
    case 'public':
      return 'public';
    case 'open':
      return 'OPEN';
  }
}

function guardText({ strategies, optional, policies, maxAge, freshStrategy }: MapGuard): string {
  const age = maxAge === undefined ? [] : [`login of the last ${ageText(maxAge)}`];
  return [
    strategies.length ? strategies.join(' or ') : 'a user',
    ...(optional ? ['optional'] : []),
    ...policies.map(policyText),
    ...age,
    ...(freshStrategy === undefined ? [] : [`made with ${freshStrategy}`]),
  ].join(', ');
}
