import type { SecurityScheme } from '../../decorator/SecurityScheme';
import { pascalCase } from '../../metadata/configKey';
import type { PassportStrategy } from '../attempt';

/** What passport-oauth2 keeps of its options. */
interface OAuth2Parts {
  readonly _authorizeUrl?: unknown;
  readonly _accessTokenUrl?: unknown;
}

/** A strategy, and under which name and with which challenge it is registered. */
export interface RegisteredStrategy {
  readonly name: string;
  readonly strategy: PassportStrategy & { readonly _oauth2?: OAuth2Parts };
  readonly challenge: string;
}

// By challenge, and by the names that the strategies of passport's packages give themselves.
const KNOWN: Readonly<Record<string, SecurityScheme>> = {
  basic: { type: 'http', scheme: 'basic' },
  bearer: { type: 'http', scheme: 'bearer' },
  digest: { type: 'http', scheme: 'digest' },
  jwt: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
};

/** How a client shows a strategy who it is, as far as that can be seen. */
export function securityScheme({ name, strategy, challenge }: RegisteredStrategy): SecurityScheme {
  const { _authorizeUrl: authorizationUrl, _accessTokenUrl: tokenUrl } = strategy._oauth2 ?? {};
  if (isURL(authorizationUrl) && isURL(tokenUrl)) {
    return { type: 'oauth2', flows: { authorizationCode: { authorizationUrl, tokenUrl, scopes: {} } } };
  }
  const [scheme = name] = /^[^\s,=]+/.exec(challenge) ?? [];
  // An application that gave a challenge of its own knows better than a name.
  const isDefault = scheme === 'Session' || scheme === pascalCase(name);
  const known = (isDefault ? [strategy.name ?? name, scheme] : [scheme])
    .map(word => word.toLowerCase())
    .find(word => Object.hasOwn(KNOWN, word));
  return known === undefined ? { type: 'http', scheme } : KNOWN[known];
}

function isURL(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value);
}
