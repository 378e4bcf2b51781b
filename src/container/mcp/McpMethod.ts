import type { RequestGuard } from '../../passport/RequestGuard';

/** What of the SDK's `ResourceTemplate` says which resources it stands for. */
export interface UriTemplate {
  readonly uriTemplate: { match(uri: string): unknown; toString(): string };
  /** The function that lists its resources, where there is one. */
  readonly listCallback?: unknown;
}

/** A method of a controller that clients reach by MCP. */
export interface McpMethod {
  readonly kind: 'tool' | 'resource' | 'prompt';
  /** As clients call it. */
  readonly name: string;
  readonly uri?: string;
  readonly template?: UriTemplate;
  /** Nothing: anybody may call it. */
  readonly guard?: RequestGuard;
}
