import { sayInvalidToken } from '../../passport/challenge';
import { checkProtectedResource } from './checkProtectedResource';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** `config.passport.protectedResource`: the metadata of RFC 9728. Keys that are not listed here are served as they are. */
export interface ProtectedResourceConfig {
  /** The URL of what is guarded: `https`, or `http` on loopback. */
  resource: string;
  /** The issuers that give out tokens for it. */
  authorization_servers: readonly string[];
  /** The scopes that a client may ask for. */
  scopes_supported?: readonly string[];
  /** How a token may be sent: `header`, `body`, `query`. */
  bearer_methods_supported?: readonly string[];
  /** A name for people. */
  resource_name?: string;
  /** A page for developers. */
  resource_documentation?: string;
  [key: string]: unknown;
}

/** What OAuth clients are told of the application as a resource. Nothing in it is taken from a request. */
export class ProtectedResource {
  /** The paths at which the metadata is served. */
  readonly paths: ReadonlySet<string>;
  /** The metadata as JSON. */
  readonly body: string;
  private readonly parameter: string;

  /** @throws WiringError `protected_resource` */
  constructor(config: ProtectedResourceConfig) {
    const { origin, pathname, search } = checkProtectedResource(config);
    const suffix = pathname === '/' ? '' : pathname;
    this.paths = new Set([WELL_KNOWN, WELL_KNOWN + suffix]);
    this.body = JSON.stringify(config);
    this.parameter = `resource_metadata="${origin}${WELL_KNOWN}${suffix}${search}"`;
  }

  /**
   * The challenges of a 401, with a Bearer challenge that says where the metadata is. It comes first:
   * MCP clients look at no other.
   *
   * @see RFC 9728, section 5.1
   */
  challenges(challenges: readonly string[], authorization: string): string[] {
    const own = challenges.find(isBearer);
    const bearer = own ?? sayInvalidToken('Bearer', authorization);
    return [
      `${bearer}${bearer.includes('=') ? ',' : ''} ${this.parameter}`,
      ...challenges.filter(challenge => challenge !== own),
    ];
  }
}

function isBearer(challenge: string): boolean {
  return /^bearer\b/i.test(challenge);
}
