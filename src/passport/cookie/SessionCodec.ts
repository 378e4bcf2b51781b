import { PassportError } from '../../decorator/PassportError';
import { loginSlot, type Session } from '../Session';
import { EggCookie } from './EggCookie';
import { SessionCipher } from './SessionCipher';

// Name and value together, RFC 6265bis, section 5.7: browsers drop a larger cookie without a word.
const MAX_COOKIE_BYTES = 4096;

/** What the codec needs to know. */
export interface SessionCodecOptions {
  /** The application's keys: the first one writes, all of them read. */
  readonly keys: readonly string[];
  /** The cookie's name. */
  readonly name: string;
  /** Until when cookies in Egg's own format open, in milliseconds since the epoch. */
  readonly eggCookiesUntil: number;
}

/** koa-session's `encode` and `decode` for the cookie of a cookie session. */
export class SessionCodec {
  private readonly cipher: SessionCipher;
  private readonly eggCookie: EggCookie | undefined;

  constructor(private readonly options: SessionCodecOptions) {
    this.cipher = new SessionCipher(options.keys, options.name);
    if (Date.now() < options.eggCookiesUntil) this.eggCookie = new EggCookie(options.keys);
  }

  /** @throws PassportError `session_too_large`, where a login would be lost */
  encode(session: object): string {
    const value = this.cipher.seal(JSON.stringify(session));
    const size = this.options.name.length + value.length;
    // Without a login Egg's own way stands: it logs the size, and the browser drops the cookie.
    if (size > MAX_COOKIE_BYTES && loginSlot(session as Session)) throw tooLarge(size);
    return value;
  }

  /** @throws SyntaxError where the cookie holds no session: koa-session then starts an empty one */
  decode(value: string): object {
    const text = this.cipher.isSealed(value) ? this.cipher.open(value) : this.openEggCookie(value);
    const session: unknown = text === undefined ? undefined : JSON.parse(text);
    if (typeof session === 'object' && session !== null && !Array.isArray(session)) return session;
    throw new SyntaxError('the cookie holds no session');
  }

  private openEggCookie(value: string): string | undefined {
    return Date.now() < this.options.eggCookiesUntil ? this.eggCookie?.open(value) : undefined;
  }
}

function tooLarge(size: number): PassportError {
  return new PassportError(
    `With this login the session's cookie has ${size} bytes, and browsers keep no more than ${MAX_COOKIE_BYTES}: ` +
      'serialize less of the user, keep less in ctx.session, or keep sessions in a store (docs/sessions.md)',
    { code: 'session_too_large' },
  );
}
