import { createHash } from 'node:crypto';
import type * as http from 'node:http';
import type { Answered, OAuthClient } from '../passport/oauth/OAuthClient';
import type { Grant } from './Grants';
import { idToken } from './idToken';
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
    const sent = { ...(state !== null && { state }) };
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
    const answer = ({ path }: http.RequestOptions, body: string, done: Answered): void => {
      const url = new URL(String(path), 'http://localhost');
      const isForToken = url.pathname === new URL(client._getAccessTokenUrl()).pathname;
      if (!isForToken) return respond(done, this.profileOf(grant?.outcome));
      grant = this.take(new URLSearchParams([...url.searchParams, ...new URLSearchParams(body)]));
      if (!grant) done({ statusCode: 400, data: JSON.stringify({ error: 'invalid_grant' }) });
      else if (grant.outcome instanceof Error) this.breakDown(grant.outcome, done, fail);
      else
        respond(done, {
          ...TOKEN,
          ...idToken(strategy._issuer, client._clientId, this.profileOf(grant.outcome), grant),
        });
    };
    const answers: OAuthClient = {
      _executeRequest: (_library, options, body, done) =>
        this.later(fail, () => answer(options, String(body ?? ''), done)),
    };
    strategy._oauth2 = Object.assign(Object.create(client) as OAuthClient, answers);
    if (!('userProfile' in strategy)) return;
    strategy.userProfile = (...args: unknown[]) => (args.pop() as Answered)(null, this.profileOf(grant?.outcome));
  }

  private take(sent: URLSearchParams): Grant | undefined {
    return this.about.grants.take(String(sent.get('code')), ({ redirectURI, challenge, method }) => {
      const verifier = String(sent.get('code_verifier'));
      const proof = method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
      return (challenge === undefined || proof === challenge) && redirectURI === pathOf(sent.get('redirect_uri'));
    });
  }
}

function respond(done: Answered, value: object): void {
  done(null, JSON.stringify(value), { statusCode: 200, headers: {} });
}

// egg-mock listens on another port for each request.
function pathOf(url: string | null): string | undefined {
  return url === null ? undefined : new URL(url, 'http://localhost').pathname;
}
