import { createHash } from 'node:crypto';
import type { Answered, OAuthClient } from '../passport/oauth/OAuthClient';
import type { Grant } from './Grants';
import { idToken } from './idToken';
import { openIDClaims } from './openIDClaims';
import { MockedProvider, type WithoutProvider } from './MockedProvider';

/** The client of a strategy on passport-oauth2, as far as it is asked here. */
interface Client extends OAuthClient {
  readonly _clientId: string;
  _getAccessTokenUrl(): string;
}

const TOKEN = { access_token: 'mock-access-token', refresh_token: 'mock-refresh-token', token_type: 'bearer' };

/** A provider of OAuth 2: it checks the code, the PKCE verifier and the `redirect_uri`, and has no pages. */
export class MockedOAuth2 extends MockedProvider {
  protected sendBack(url: string): string {
    const asked = new URL(url).searchParams;
    const [redirectURI, state] = [asked.get('redirect_uri'), asked.get('state')];
    const { issuer: iss } = this.about;
    const sent = { ...(state !== null && { state }), ...(iss !== undefined && { iss }) };
    if (this.isRefusal) return this.callback(redirectURI, { error: 'access_denied', ...sent });
    const bound = {
      redirectURI: pathOf(redirectURI),
      challenge: asked.get('code_challenge') ?? undefined,
      method: asked.get('code_challenge_method') ?? 'plain',
      nonce: asked.get('nonce') ?? undefined,
    };
    return this.callback(redirectURI, {
      code: this.about.grants.give({ outcome: this.about.outcome, bound }),
      ...sent,
    });
  }

  protected replaceClient(strategy: WithoutProvider, fail: (err: unknown) => void): void {
    const client = strategy._oauth2 as Client;
    let grant: Grant | undefined;
    const isOpenID = typeof strategy._issuer === 'string';
    const profile = (): object => this.profileOf(grant?.outcome);
    const exchange = (sent: URLSearchParams, done: Answered): void => {
      grant = this.take(sent);
      if (!grant) done({ statusCode: 400, data: JSON.stringify({ error: 'invalid_grant' }) });
      else if (grant.outcome instanceof Error) this.breakDown(grant.outcome, done, fail);
      else done(null, { ...TOKEN, ...this.idToken(strategy, client, grant) });
    };
    const answers: OAuthClient = {
      getOAuthAccessToken: (code, parameters, done) => {
        const take: Answered = (err, token) => (err ? done(err) : done(null, ...tokensOf(token as typeof TOKEN)));
        this.later(fail, () => exchange(new URLSearchParams({ ...parameters, code }), take));
      },
      _request: (...args) => {
        const [, url, , body] = args as string[];
        const answer: Answered = (err, value) => (err ? done(err) : respond(done, value));
        const done = args.pop() as Answered;
        const asked = new URL(url);
        const isForToken = asked.pathname === new URL(client._getAccessTokenUrl()).pathname;
        const sent = new URLSearchParams([...asked.searchParams, ...new URLSearchParams(body)]);
        this.later(fail, () =>
          isForToken ? exchange(sent, answer) : answer(null, isOpenID ? openIDClaims(profile()) : profile()),
        );
      },
    };
    strategy._oauth2 = Object.assign(Object.create(client) as OAuthClient, answers);
    if (!('userProfile' in strategy)) return;
    strategy.userProfile = (...args: unknown[]) => (args.pop() as Answered)(null, profile());
  }

  private idToken({ _issuer: iss }: WithoutProvider, { _clientId: aud }: Client, grant: Grant): object {
    if (typeof iss !== 'string') return {};
    const claims = openIDClaims(this.profileOf(grant.outcome));
    return { id_token: idToken(claims, { iss, aud, nonce: grant.bound.nonce }) };
  }

  private take(sent: URLSearchParams): Grant | undefined {
    return this.about.grants.take(String(sent.get('code')), ({ redirectURI, challenge, method }) => {
      const verifier = String(sent.get('code_verifier'));
      const proof = method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
      return (challenge === undefined || proof === challenge) && redirectURI === pathOf(sent.get('redirect_uri'));
    });
  }
}

// As the package `oauth` hands them on.
function tokensOf({ access_token: token, refresh_token: refreshToken, ...others }: typeof TOKEN): unknown[] {
  return [token, refreshToken, { access_token: token, ...others }];
}

function respond(done: Answered, value: unknown): void {
  done(null, JSON.stringify(value), { statusCode: 200, headers: {} });
}

// egg-mock listens on another port for each request.
function pathOf(url: string | null): string | undefined {
  return url === null ? undefined : new URL(url, 'http://localhost').pathname;
}
