import type { RequestListener } from 'node:http';
import type { MockApplication } from 'egg-mock';
import { config, plugins, type Files } from './generate';
import { listen, type Listening } from './listen';
import { running } from './running';

/** The plugins of an application with MCP servers. */
export const MCP_PLUGINS = plugins(`mcpProxy: { enable: true, package: '@eggjs/mcp-proxy' },`);

/** `config/config.default.ts` of such an application: the system chooses the port between its processes. */
export const mcpConfig = (more = ''): string => config(`mcp: { proxyPort: 0 }, ${more}`);

export const MCP = `import { MCPController, MCPPrompt, MCPResource, MCPTool } from '@eggjs/tegg';`;

/** A guarded application's strategies for MCP clients: an API key is in LOGIN, a Bearer token here. */
export const BEARER = `
  @Strategy('bearer', { challenge: 'Bearer' }) export class TokenLogin {
    authenticate(ctx) {
      const [scheme, token] = ctx.get('authorization').split(' ');
      if (scheme !== 'Bearer' || !token) throw new AuthenticationError('no token');
      return token.startsWith('token-of-') ? { name: token.slice('token-of-'.length) } : null; } }
  @Strategy('broken') export class BrokenLogin { authenticate() { throw new Error('the database at 10.0.0.1 is down'); } }`;

/**
 * `@eggjs/mcp-proxy` 3.62 looks for tegg's registry where tegg 3.79 puts the server: no stream opens a
 * session. docs/mcp.md gives this to applications, too.
 */
export const SESSIONS: Files = {
  'app.ts': `import { MCPProxyHook } from '@eggjs/mcp-proxy';
    const broken = MCPProxyHook.onStreamSessionInitialized;
    export default class Boot {
      async didLoad() {
        MCPProxyHook.onStreamSessionInitialized = (ctx, transport, ...rest) =>
          Reflect.apply(broken, MCPProxyHook, [ctx, transport, rest.at(-1)]); }
      async beforeClose() { MCPProxyHook.onStreamSessionInitialized = broken; } }`,
};

/** What an MCP server has answered. */
export interface McpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON-RPC messages of a stream; the body otherwise. */
  readonly messages: RpcReply[];
}

export interface RpcReply {
  readonly id?: unknown;
  readonly code?: string;
  readonly message?: string;
  readonly error?: { readonly code: number; readonly message: string };
  readonly result?: {
    readonly isError?: boolean;
    readonly content?: { readonly text: string }[];
    readonly contents?: { readonly text: string }[];
    readonly messages?: { readonly content: { readonly text: string } }[];
    readonly tools?: { readonly name: string }[];
  };
}

let ids = 0;

/** A JSON-RPC request. */
export const request = (method: string, params?: object): object => ({ jsonrpc: '2.0', id: ++ids, method, params });
export const tool = (name: string): object => request('tools/call', { name, arguments: {} });

export const INITIALIZE = request('initialize', {
  protocolVersion: '2025-03-26',
  capabilities: {},
  clientInfo: { name: 'test', version: '1.0.0' },
});

/** Sends a body as MCP clients do. */
export async function sendMcp(
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<McpReply> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const init: RequestInit = {
    method,
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
  };
  if (body !== undefined) init.body = isRaw ? (body as string) : JSON.stringify(body);
  const res = await fetch(url, init);
  const text = await res.text();
  return { status: res.status, headers: res.headers, text, messages: messagesOf(text) };
}

/** An application with MCP servers for the tests of one `describe`, on a port that the system chooses. */
export function runningMcp(files: Files) {
  const on = running(files);
  let server: Listening;
  before(async () => {
    server = await listen((on.app as MockApplication & { callback(): RequestListener }).callback());
  });
  after(() => server.close());
  return {
    on,
    /** Somebody's session cookie. */
    cookieOf: async (name: string): Promise<Record<string, string>> => ({
      cookie: (await on.login(name)).map(line => line.split(';')[0]).join('; '),
    }),
    url: (path: string): string => server.origin + path,
    send: (path: string, body?: unknown, headers?: Record<string, string>, method?: string): Promise<McpReply> =>
      sendMcp(server.origin + path, body, headers, method),
  };
}

/** What tells one reply of a method: its text, or the error's. */
export function textOf({ result, error }: RpcReply): string | undefined {
  return (
    result?.content?.[0].text ?? result?.contents?.[0].text ?? result?.messages?.[0].content.text ?? error?.message
  );
}

function messagesOf(text: string): RpcReply[] {
  const data = [...text.matchAll(/^data: (.+)$/gm)].map(([, line]) => JSON.parse(line) as RpcReply);
  if (data.length) return data;
  try {
    return [JSON.parse(text) as RpcReply];
  } catch {
    return [];
  }
}

/** An SSE connection, as MCP clients of the older protocol have one. */
export interface SseConnection {
  /** Where its messages go. */
  readonly endpoint: string;
  /** The next message that the server sends. */
  next(): Promise<RpcReply>;
  close(): Promise<void>;
}

/** Opens an SSE connection. */
export async function openSse(url: string, headers: Record<string, string> = {}): Promise<SseConnection> {
  const abort = new AbortController();
  const res = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: abort.signal });
  if (!res.ok || !res.body) throw new Error(`${url} answers ${res.status}`);
  const reader = res.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  const data = async (): Promise<string> => {
    for (;;) {
      const event = /^(?:.*\n)*?data: (.+)\n\n/.exec(rest);
      if (event) {
        rest = rest.slice(event[0].length);
        return event[1];
      }
      const { value, done } = await reader.read();
      if (done) throw new Error('the server has closed the connection');
      rest += value;
    }
  };
  return {
    endpoint: await data(),
    next: async () => JSON.parse(await data()) as RpcReply,
    close: async () => {
      await reader.cancel().catch(() => {});
      abort.abort();
    },
  };
}
