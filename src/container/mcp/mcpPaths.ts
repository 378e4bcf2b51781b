import type { Application } from 'egg';

/** What a path of an MCP server is for. */
export type EndpointKind = 'stateless' | 'stream' | 'sse' | 'message';

const KEYS = {
  stateless: 'statelessStreamPath',
  stream: 'streamPath',
  sse: 'sseInitPath',
  message: 'sseMessagePath',
} as const satisfies Record<EndpointKind, string>;

type Paths = Partial<Record<(typeof KEYS)[EndpointKind], string>>;

/** The paths of a server, from `config.mcp`, which tegg has completed by then. */
export function mcpPaths(app: Application, name: string | undefined): [EndpointKind, string | undefined][] {
  const { mcp } = app.config as unknown as { mcp: Paths & { multipleServer?: Record<string, Paths> } };
  const paths = name === undefined ? mcp : (mcp.multipleServer?.[name] ?? {});
  return Object.entries(KEYS).map(([kind, key]) => [kind as EndpointKind, paths[key]]);
}
