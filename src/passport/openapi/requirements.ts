import type { MapAccess } from '../map/PassportMap';
import type { SecurityRequirement } from './OpenapiSecurity';

/**
 * What a request must bring, as alternatives; none where it need bring nothing.
 *
 * @param keyOf the name of a strategy's scheme; nothing, where a request brings what no scheme says: a form, a browser
 */
export function requirements(
  access: MapAccess,
  keyOf: (strategy: string) => string | undefined,
): readonly SecurityRequirement[] {
  switch (access.type) {
    case 'guard': {
      const { strategies, optional } = access.guard;
      const named = strategies.map(strategy => requirement(keyOf(strategy)));
      return optional ? [...named, {}] : named;
    }
    case 'login': {
      // Whoever comes to get a session, or to send a password, has nothing to show yet.
      const keys = access.session ? [] : access.strategies.map(keyOf);
      return keys.includes(undefined) ? [] : keys.map(requirement);
    }
    case 'public':
    case 'open':
      return [];
  }
}

function requirement(key = ''): SecurityRequirement {
  return { [key]: [] };
}
