import { guardOf } from '../../metadata/Guard';
import type { Engine } from '../../passport/Engine';
import { RequestGuard } from '../../passport/RequestGuard';
import type { McpMethod } from './McpMethod';
import type { RpcMessage } from './readMessages';

/** The controllers of one server name, seen as what a message may reach. */
export class McpServer {
  /** Whether there is a guard at all. */
  readonly guarded: boolean;
  /** Whether no method is open to anybody: then nothing of the server is. */
  readonly closed: boolean;
  /** Wants somebody whom one of the guards' strategies accepts. */
  readonly wall: RequestGuard;
  /** Finds who it is, if anybody. */
  readonly guest: RequestGuard;

  constructor(
    engine: Engine,
    private readonly methods: readonly McpMethod[],
  ) {
    const guards = methods.flatMap(({ guard }) => guard ?? []);
    const strategies = [...new Set(guards.flatMap(({ guard }) => guard.strategies))];
    this.guarded = guards.length > 0;
    this.closed = this.guarded && methods.every(({ guard }) => guard && !guard.optional);
    this.wall = new RequestGuard(engine, guardOf({ strategies, optional: false, policies: [] }));
    this.guest = new RequestGuard(engine, guardOf({ strategies, optional: true, policies: [] }));
  }

  /** The guards of what these messages call, each once. */
  guardsOf(messages: readonly RpcMessage[]): readonly RequestGuard[] {
    return [...new Set(messages.flatMap(message => this.reachedBy(message)).flatMap(({ guard }) => guard ?? []))];
  }

  // As the SDK's server finds what it calls, but that all that would fit count.
  private reachedBy({ method, params = {} }: RpcMessage): McpMethod[] {
    switch (method) {
      case 'tools/call':
        return this.named('tool', params.name);
      case 'prompts/get':
        return this.named('prompt', params.name);
      case 'resources/read':
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        return this.at(params.uri);
      // A template lists by a function of the application's.
      case 'resources/list':
        return this.methods.filter(({ template }) => template?.listCallback);
      // So do completions.
      case 'completion/complete':
        return this.completed(params.ref);
      default:
        return [];
    }
  }

  private named(kind: McpMethod['kind'], name: unknown): McpMethod[] {
    return this.methods.filter(method => method.kind === kind && method.name === name);
  }

  private at(uri: unknown): McpMethod[] {
    const wanted = typeof uri === 'string' && URL.canParse(uri) ? new URL(uri).toString() : undefined;
    if (wanted === undefined) return [];
    return this.methods.filter(method => method.uri === wanted || method.template?.uriTemplate.match(wanted));
  }

  private completed(ref: unknown): McpMethod[] {
    const { type, name, uri } = (typeof ref === 'object' && ref ? ref : {}) as Record<string, unknown>;
    if (type === 'ref/prompt') return this.named('prompt', name);
    return this.methods.filter(({ template }) => template && template.uriTemplate.toString() === uri);
  }
}
