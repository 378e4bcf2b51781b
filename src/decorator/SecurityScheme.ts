/** A Security Scheme Object of OpenAPI 3.1: how a client shows who it is. */
export interface SecurityScheme {
  readonly type: 'apiKey' | 'http' | 'mutualTLS' | 'oauth2' | 'openIdConnect';
  readonly description?: string;
  /** What the type asks for: `in` and `name`, `scheme`, `flows`, `openIdConnectUrl`. */
  readonly [field: string]: unknown;
}
