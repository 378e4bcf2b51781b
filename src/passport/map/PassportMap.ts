/** Everything that authentication knows of an application, as `app.passport.map()` gives it. Plain data. */
export interface PassportMap {
  /** The login methods, `session` not among them. */
  readonly strategies: readonly MapStrategy[];
  /** What a login and a request with a session run through, in the order in which it runs. */
  readonly chains: Readonly<Record<'verify' | 'serialize' | 'deserialize' | 'stamp', readonly MapLink[]>>;
  readonly policies: readonly MapPolicy[];
  /** Every route, tool and guarded method. */
  readonly entries: readonly MapEntry[];
}

/** Where something stands in the sources. */
export interface MapPlace {
  readonly className?: string;
  readonly method?: string;
  /** Absolute. */
  readonly file?: string;
  /** Beginning with 1. */
  readonly line?: number;
}

/** A login method. */
export interface MapStrategy extends MapPlace {
  readonly name: string;
  /** The passport strategy class behind it; nothing, where the class looks at the request by itself. */
  readonly passportStrategy?: string;
  /** What stands in `WWW-Authenticate`. */
  readonly challenge: string;
}

/** One step of a chain. */
export interface MapLink extends MapPlace {
  readonly name: string;
  /** Its place, low first; hooks registered the egg-passport way have none and run first. */
  readonly order?: number;
  /** Takes part only in logins made with these. */
  readonly strategies?: readonly string[];
}

/** A policy. */
export interface MapPolicy extends MapPlace {
  readonly name: string;
}

/** What a guard wants. */
export interface MapGuard {
  /** One of them must accept. None: whoever the user of the request is, however accepted. */
  readonly strategies: readonly string[];
  readonly optional: boolean;
  readonly policies: readonly { readonly name: string; readonly args: readonly unknown[] }[];
  /** Milliseconds. */
  readonly maxAge?: number;
  /** The strategy that a fresh login must be made with. */
  readonly freshStrategy?: string;
}

/**
 * How something may be reached. `login`: it runs one of the strategies, and whoever they all refuse gets
 * no further; without `session` nobody is logged in by it. `public`: somebody said that it is. `open`:
 * nobody said anything.
 */
export type MapAccess =
  | { readonly type: 'guard'; readonly guard: MapGuard }
  | { readonly type: 'login'; readonly strategies: readonly string[]; readonly session: boolean }
  | { readonly type: 'public' }
  | { readonly type: 'open' };

/** A route, a tool, or a guarded method. */
export interface MapEntry extends MapPlace {
  /**
   * `route`: of a controller of tegg; `router`: of `app/router`, mounted strategies among them; `mcp`:
   * a tool, prompt or resource; `method`: a guarded method of another object.
   */
  readonly kind: 'route' | 'router' | 'mcp' | 'method';
  /** Of routes: HTTP methods, `ALL` for all of them. */
  readonly verbs?: readonly string[];
  /** Of routes: as the router knows it, `/users/:id`. */
  readonly path?: string;
  /** Of routes: the path is a regular expression. */
  readonly regexp?: boolean;
  /** Of routes: the hosts that it answers, where it does not answer all. */
  readonly hosts?: readonly string[];
  /** Of an MCP controller: what clients see it as. */
  readonly mcp?: 'tool' | 'prompt' | 'resource';
  /** Of tools, prompts and resources: under what clients know it. */
  readonly name?: string;
  readonly access: MapAccess;
}
