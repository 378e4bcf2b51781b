import type { Guard } from '../../metadata/Guard';
import type { MethodAccess } from '../../metadata/MethodAccess';
import { named } from '../PolicyRegistry';
import type { MapAccess, MapGuard } from './PassportMap';

/** How something may be reached, as the map says it. */
export function mapAccess(access: MethodAccess): MapAccess {
  switch (access.type) {
    case 'guard':
      return { type: 'guard', guard: mapGuard(access.guard) };
    case 'login': {
      const { strategies, options } = access.login;
      return { type: 'login', strategies, session: options.session !== false };
    }
    case 'public':
    case 'open':
      return { type: access.type };
  }
}

/** A guard, as the map says it. */
export function mapGuard({ strategies, optional, policies, maxAge, freshStrategy }: Guard): MapGuard {
  return { strategies, optional, policies: policies.map(named), maxAge, freshStrategy };
}
