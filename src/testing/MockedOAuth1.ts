import type { Answered } from '../passport/oauth/OAuthClient';
import type { Grant } from './Grants';
import { MockedProvider, type WithoutProvider } from './MockedProvider';

/** The client of a strategy on passport-oauth1, its `_oauth`: what is asked here. */
interface Client {
  getOAuthRequestToken(parameters: { oauth_callback?: string }, done: Answered): void;
  getOAuthAccessToken(token: string, secret: string, verifier: string, done: Answered): void;
  get(...args: unknown[]): void;
}

const VERIFIER = 'mock-verifier';
const SECRET = 'mock-secret';

/** A provider of OAuth 1.0a: it checks the token and the verifier, and has no pages. */
export class MockedOAuth1 extends MockedProvider {
  protected sendBack(url: string): string {
    const token = String(new URL(url).searchParams.get('oauth_token'));
    const callback = this.about.grants.peek(token)?.bound.callback;
    if (this.isRefusal) return this.callback(callback, { denied: token });
    return this.callback(callback, { oauth_token: token, oauth_verifier: VERIFIER });
  }

  protected replaceClient(strategy: WithoutProvider, fail: (err: unknown) => void): void {
    let grant: Grant | undefined;
    const { outcome, grants } = this.about;
    const client: Client = {
      getOAuthRequestToken: ({ oauth_callback: callback }, done) => {
        const token = grants.give({ outcome, bound: { callback } });
        this.later(fail, () => done(null, token, SECRET, { oauth_callback_confirmed: 'true' }));
      },
      getOAuthAccessToken: (token, secret, verifier, done) => {
        grant = grants.take(token, () => secret === SECRET && verifier === VERIFIER);
        this.later(fail, () => {
          if (!grant) done({ statusCode: 401, data: 'the token is not good' });
          else if (grant.outcome instanceof Error) this.breakDown(grant.outcome, done, fail);
          else done(null, 'mock-token', 'mock-token-secret', named(this.profileOf(grant.outcome)));
        });
      },
      get: (...args) => {
        const body = JSON.stringify(this.profileOf(grant?.outcome));
        this.later(fail, () => (args.pop() as Answered)(null, body, { statusCode: 200, headers: {} }));
      },
    };
    strategy._oauth = Object.assign(Object.create(strategy._oauth as object) as Client, client);
    strategy.userProfile = (...args: unknown[]) => (args.pop() as Answered)(null, this.profileOf(grant?.outcome));
  }
}

// Strategies take the name of the user from here.
function named({ id, username }: { id?: unknown; username?: unknown }): object {
  return { user_id: id, screen_name: username };
}
