/** What this plugin reads and writes of `config.session`; `config.cookies` has the attributes too. */
export interface EggSessionConfig extends CookieAttributes {
  key: string;
  /** Milliseconds, or `'session'`. */
  maxAge?: unknown;
  encrypt?: boolean;
  signed?: boolean;
  /** Makes ids for a store. */
  genid?: (ctx: unknown) => string;
  /** What ids begin with. */
  prefix?: string;
  store?: object;
  ContextStore?: object;
  encode?: unknown;
  decode?: unknown;
}

/** Attributes of a cookie that protect it. */
export interface CookieAttributes {
  httpOnly?: boolean;
  /** Without a value Egg sets it behind TLS. */
  secure?: boolean;
  sameSite?: string | boolean | null;
}
