/** A message that reaches no transport, for another reason than its sender. */
export class McpRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** JSON-RPC's code. */
    readonly code = -32000,
  ) {
    super(message);
  }
}
