import type { Context } from 'egg';
import { McpRefusal } from './McpRefusal';
import { readBody } from './readBody';

/** A JSON-RPC message, as far as it matters who may send it. */
export interface RpcMessage {
  readonly method?: unknown;
  readonly params?: Readonly<Record<string, unknown>>;
}

const PARSE_ERROR = -32700;

/**
 * The JSON-RPC messages of a request, whose body stays for the transport. What cannot be read here
 * reaches no transport: nobody must read anything else into it.
 *
 * @throws McpRefusal 415, 413, 400
 */
export async function readMessages(ctx: Context): Promise<RpcMessage[]> {
  // Exactly this: a browser sends anything else to other sites without asking them.
  if (!/^application\/json *(; *charset="?utf-8"? *)?$/i.test(ctx.get('content-type'))) {
    throw new McpRefusal(415, 'Unsupported Media Type: Content-Type must be application/json in UTF-8');
  }
  const body = await readBody(ctx.req);
  const parsed = parse(new TextDecoder().decode(body));
  const messages = Array.isArray(parsed) ? (parsed as unknown[]) : [parsed];
  if (!messages.every(isMessage)) throw new McpRefusal(400, 'Parse error: Invalid JSON-RPC message', PARSE_ERROR);
  return messages;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new McpRefusal(400, 'Parse error: Invalid JSON', PARSE_ERROR);
  }
}

function isMessage(value: unknown): value is RpcMessage {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { params } = value as RpcMessage;
  return params === undefined || (typeof params === 'object' && params !== null);
}
