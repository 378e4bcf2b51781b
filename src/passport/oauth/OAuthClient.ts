import type * as http from 'node:http';

/** A callback of the package `oauth`: an error first, never thrown. */
export type Answered = (...answer: unknown[]) => unknown;

/** The client of a strategy on passport-oauth2, its `_oauth2`: what is used here of the package `oauth`. */
export interface OAuthClient {
  readonly _agent?: http.Agent;
  readonly _clientId?: string;
  readonly _accessTokenUrl?: string;
  getOAuthAccessToken?(code: string, parameters: object, done: Answered): void;
  _request?(...args: unknown[]): unknown;
  _executeRequest?(
    library: Pick<typeof http, 'request'>,
    options: http.RequestOptions,
    body: string | Buffer | undefined,
    done: Answered,
  ): void;
}
