/** What the application's configuration says of where it is. */
export interface SiteConfig {
  /** Where browsers find this application, like `https://www.example.com`. */
  baseURL?: string;
  /** Other origins to which a login may send a browser. */
  redirectOrigins?: readonly string[];
}

/** Where this application is, and where it may send browsers. */
export class Site {
  /** Without a slash at its end. */
  readonly baseURL: string | undefined;
  /** The origins to which `returnTo` may lead, beside paths of this site. */
  readonly origins: ReadonlySet<string>;

  constructor({ baseURL, redirectOrigins = [] }: SiteConfig) {
    this.baseURL = baseURL?.replace(/\/$/, '');
    this.origins = new Set([...redirectOrigins, ...(baseURL ? [baseURL] : [])].map(url => new URL(url).origin));
  }
}
