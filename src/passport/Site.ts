/** What the application's configuration says of where it is. */
export interface SiteConfig {
  /**
   * Where browsers find this application, like `https://www.example.com`. OAuth providers send them
   * back there; production needs it for every OAuth login whose `callbackURL` is a path.
   */
  baseURL?: string;
  /** Other origins to which a login may send a browser, like `https://shop.example.com`. */
  redirectOrigins?: readonly string[];
}

const DEVELOPMENT = new Set(['local', 'unittest']);

/** Where this application is, and where it may send browsers. */
export class Site {
  /** The origins to which `returnTo` may lead, beside paths of this site. */
  readonly origins: ReadonlySet<string>;
  private readonly baseURL: string | undefined;
  /** Whether a request may say where this application is. */
  readonly isDevelopment: boolean;

  constructor({ baseURL, redirectOrigins = [] }: SiteConfig, env: string) {
    // It ends where a path begins.
    this.baseURL = baseURL?.replace(/\/$/, '');
    this.origins = new Set([...redirectOrigins, ...(baseURL ? [baseURL] : [])].map(url => new URL(url).origin));
    this.isDevelopment = DEVELOPMENT.has(env);
  }

  /** Whether only a request's Host header could say where this callback is, which anybody can write. */
  cannotPlace(callbackURL: unknown): boolean {
    return !this.isDevelopment && !this.baseURL && isPath(callbackURL);
  }

  /** The callback as the provider must know it. Outside of production a path may stay one. */
  redirectURI(callbackURL: string, requested: string): string {
    if (!this.baseURL || !isPath(callbackURL)) return callbackURL;
    // Of the address only the path counts, which may be relative to the one that was asked for.
    const { pathname, search } = new URL(callbackURL, `http://this-site.invalid${requested}`);
    return this.baseURL + pathname + search;
  }
}

function isPath(url: unknown): url is string {
  return typeof url === 'string' && url !== '' && !URL.canParse(url);
}
