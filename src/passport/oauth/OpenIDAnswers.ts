import type { OpenIDRequest } from './Flow';
import { idTokenInvalid } from './providerErrors';

/** What an {@link OpenIDAnswers} is told. */
export interface OpenIDExpected {
  readonly issuer: unknown;
  readonly clientID: unknown;
  /** Where the provider says more about a user. */
  readonly userInfoURL: unknown;
  /** What the login asked for, where that is kept here. */
  readonly request?: OpenIDRequest & { readonly at: number };
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * What an OpenID provider answers to one login. passport-openidconnect looks at most of it too, but
 * not at the types of what it compares, nor whether both answers are about the same user.
 */
export class OpenIDAnswers {
  private subject: unknown;

  constructor(private readonly expected: OpenIDExpected) {}

  /**
   * The answer with the ID token. Its signature is not looked at: it comes from the provider itself,
   * over TLS.
   *
   * @throws AuthenticationError `id_token_invalid`
   * @see OpenID Connect Core 1.0, section 3.1.3.7
   */
  checkToken({ id_token: token }: { readonly id_token?: unknown }): void {
    const claims = claimsOf(token);
    if (!claims || !this.isForUs(claims) || !this.isForNow(claims)) throw idTokenInvalid();
    this.subject = claims.sub;
  }

  /**
   * Another answer, which may be about the user.
   *
   * @throws AuthenticationError `id_token_invalid`
   * @see OpenID Connect Core 1.0, section 5.3.2
   */
  check(url: unknown, body: unknown): void {
    if (url !== this.expected.userInfoURL) return;
    const claims = parsed(String(body));
    if (!claims || this.subject === undefined || claims.sub !== this.subject) throw idTokenInvalid();
  }

  private isForUs({ iss, sub, aud, azp }: Claims): boolean {
    const { issuer, clientID } = this.expected;
    const audiences = Array.isArray(aud) ? (aud as unknown[]) : [aud];
    return (
      isText(iss) &&
      iss === issuer &&
      isText(sub) &&
      audiences.every(isText) &&
      audiences.includes(clientID as string) &&
      (azp === undefined ? audiences.length === 1 : azp === clientID)
    );
  }

  private isForNow({ exp, iat, nonce, auth_time: loggedIn }: Claims): boolean {
    const { request } = this.expected;
    if (!isNumber(iat) || !isNumber(exp) || exp * 1000 <= Date.now()) return false;
    if (!request) return true;
    const { maxAge, at } = request;
    const isFresh = maxAge === undefined || (isNumber(loggedIn) && loggedIn >= at / 1000 - maxAge);
    return nonce === request.nonce && isFresh;
  }
}

function claimsOf(token: unknown): Claims | undefined {
  const parts = typeof token === 'string' ? token.split('.') : [];
  return parts.length === 3 ? parsed(Buffer.from(parts[1], 'base64url').toString()) : undefined;
}

function parsed(text: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
