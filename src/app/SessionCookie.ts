import { randomBytes } from 'node:crypto';
import type { Application } from 'egg';
import { SessionCodec } from '../passport/cookie/SessionCodec';
import { cookieWeaknesses } from './cookieWeaknesses';
import { eggCookiesUntil } from './eggCookiesUntil';
import type { CookieAttributes, EggSessionConfig } from './EggSessionConfig';

// ASVS 5.0, 7.2.3, wants 128 bits.
const ID_BYTES = 32;

/** The session's cookie: attributes and authenticated encryption, where the application says nothing of its own. */
export class SessionCookie {
  private readonly config: EggSessionConfig;
  private readonly attributes: CookieAttributes;
  private codec?: SessionCodec;

  constructor(private readonly app: Application) {
    this.config = app.config.session as EggSessionConfig;
    this.attributes = (app.config as { cookies?: CookieAttributes }).cookies ?? {};
  }

  /** When the configuration stands, and before koa-session reads it. */
  install(): void {
    const { config } = this;
    // koa-session's own are UUIDs, which have 122 random bits.
    config.genid ??= () => (config.prefix ?? '') + randomBytes(ID_BYTES).toString('base64url');
    config.sameSite ??= this.attributes.sameSite ?? 'lax';
    for (const weakness of cookieWeaknesses({ ...this.attributes, ...config })) {
      this.app.coreLogger.warn('[tegg-passport] the session cookie %s', weakness);
    }
    if (!config.encrypt || config.encode || config.decode) return;
    const encode = (session: object): string => this.open().encode(session);
    const decode = (value: string): object => this.open().decode(value);
    // An application may set its store at any time: then the cookie holds an id, and Egg encrypts it.
    const byEgg = (): boolean => Boolean(config.store ?? config.ContextStore) || config.encode !== encode;
    Object.assign(config, { encode, decode });
    for (const option of ['encrypt', 'signed'] as const) follow(config, option, byEgg);
  }

  /** When every plugin and `app.js` has run: derives the keys, which they may have fetched. */
  prepare(): void {
    // Without keys Egg boots, and throws at the first cookie.
    if (this.app.config.keys) this.open();
  }

  private open(): SessionCodec {
    return (this.codec ??= new SessionCodec({
      // A list that ends in a comma would name the empty key, which everybody knows.
      keys: (this.app.keys as unknown as string[]).filter(Boolean),
      name: this.config.key,
      eggCookiesUntil: eggCookiesUntil(this.app.config.passport.session?.eggCookiesUntil, this.config.maxAge),
    }));
  }
}

/** Makes an option what a function says, until somebody sets it. */
function follow(config: EggSessionConfig, option: 'encrypt' | 'signed', get: () => boolean): void {
  const own = { enumerable: true, configurable: true };
  const set = (value: boolean): void => void Object.defineProperty(config, option, { ...own, value, writable: true });
  Object.defineProperty(config, option, { ...own, get, set });
}
