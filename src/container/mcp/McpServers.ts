import type { MCPControllerMeta } from '@eggjs/tegg';
import type { EggPrototype } from '@eggjs/tegg/helper';
import type { Application, Context } from 'egg';
import type { ClassEntry } from '../ClassEntry';
import type { Plan } from '../ObjectGuardInstaller';
import { mcpMetadata } from './mcpMetadata';
import type { McpMethod, UriTemplate } from './McpMethod';
import { McpServer } from './McpServer';
import { mcpPaths, type EndpointKind } from './mcpPaths';

/** A path of a server. */
export interface McpEndpoint {
  readonly server: McpServer;
  readonly kind: EndpointKind;
}

/** What of a router's layer says whether it answers a path. */
interface Layer {
  readonly path: string | RegExp;
  match(path: string): boolean;
}

// tegg's name for controllers that give none.
const UNNAMED = 'default';

/** The MCP servers of an application, by the routes that tegg has made for them. */
export class McpServers {
  private readonly endpoints: readonly (McpEndpoint & { readonly layer: Layer })[];

  constructor(app: Application, entries: readonly ClassEntry[], guardsOf: (proto: EggPrototype) => Plan) {
    const layers = (app.router as unknown as { stack: Layer[] }).stack;
    const methods = new Map<string | undefined, McpMethod[]>();
    for (const { proto } of entries) {
      const controller = mcpMetadata(proto);
      if (!controller) continue;
      const known = methods.get(controller.name) ?? [];
      methods.set(controller.name, [...known, ...methodsOf(controller, guardsOf(proto))]);
    }
    this.endpoints = [...methods.keys()].flatMap(name => {
      // To tegg a server of this name and the one without a name are one.
      const ofName = [...methods].filter(([other]) => (other ?? UNNAMED) === (name ?? UNNAMED));
      const server = new McpServer(
        app.passport,
        ofName.flatMap(([, own]) => own),
      );
      return mcpPaths(app, name).flatMap(([kind, path]) =>
        layers.filter(layer => layer.path === path).map(layer => ({ server, kind, layer })),
      );
    });
  }

  /** The endpoint that answers this request, found as the router finds it. */
  endpointOf(ctx: Context): McpEndpoint | undefined {
    const path = (ctx as { routerPath?: string }).routerPath ?? ctx.path;
    return this.endpoints.find(({ layer }) => layer.match(path));
  }
}

function methodsOf({ tools, resources, prompts }: MCPControllerMeta, guards: Plan): McpMethod[] {
  return [
    ...tools.map(({ name, mcpName = name }) => ({
      kind: 'tool' as const,
      name: mcpName,
      guard: guards.get(name)?.guard,
    })),
    ...prompts.map(({ name, mcpName = name }) => ({
      kind: 'prompt' as const,
      name: mcpName,
      guard: guards.get(name)?.guard,
    })),
    ...resources.map(({ name, mcpName = name, uri, template }) => ({
      kind: 'resource' as const,
      name: mcpName,
      uri,
      template: template as UriTemplate | undefined,
      guard: guards.get(name)?.guard,
    })),
  ];
}
