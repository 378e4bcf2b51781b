/** A request that was never sent. */
export interface CheckRequest {
  /** `POST` where there is a body, else `GET`. */
  readonly method?: string;
  /** Path and query: `/login?next=1`. `/` by default. */
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The query, in the place of the one in `url`. */
  readonly query?: Readonly<Record<string, string>>;
  /** The body, as it was parsed. */
  readonly body?: unknown;
  /** `127.0.0.1` by default. */
  readonly ip?: string;
  /** Whatever else the class reads from `ctx`: `{ service: { account: … } }`. */
  readonly ctx?: object;
}
