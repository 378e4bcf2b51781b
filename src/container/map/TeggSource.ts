import { realpathSync } from 'node:fs';
import type { Application } from 'egg';
import type { Guard } from '../../metadata/Guard';
import type { ClassEntry } from '../ClassEntry';
import type { AccessRule } from '../AccessRule';
import type { GuardedRoute, GuardInstaller } from '../GuardInstaller';
import { mcpMetadata } from '../mcp/mcpMetadata';
import type { ObjectGuardInstaller } from '../ObjectGuardInstaller';
import type { PrototypeCollector } from '../PrototypeCollector';
import { mapAccess, mapGuard } from '../../passport/map/mapAccess';
import type { MapSource } from '../../passport/map/MapSource';
import type { MapAccess, MapEntry } from '../../passport/map/PassportMap';
import type { SourceFiles } from '../../passport/map/SourceFiles';
import { behindAcl } from './behindAcl';
import { placeOf } from './placeOf';

/** What the container knows. */
export interface Known {
  readonly collector: PrototypeCollector;
  readonly routeGuards: GuardInstaller;
  readonly objectGuards: ObjectGuardInstaller;
  readonly accessOf: AccessRule;
  /** Whether tegg's `@Acl` asks policies. */
  answersAcl(): boolean;
}

/** Routes, tools and guarded methods of tegg's objects. */
export class TeggSource implements MapSource {
  readonly registrar?: string;

  constructor(
    app: Application,
    private readonly known: Known,
  ) {
    const { teggController } = app.plugins as Record<string, { path?: string } | undefined>;
    if (teggController?.path) this.registrar = realpathSync(teggController.path);
  }

  entries(files: SourceFiles): MapEntry[] {
    const { collector, routeGuards } = this.known;
    return [
      ...routesOnce(routeGuards.routes()).map(route => this.route(route, files)),
      ...collector.entries().flatMap(entry => this.mcp(entry, files)),
      ...collector.entries().flatMap(entry => this.methods(entry, files)),
    ];
  }

  private route({ entry, method, verb, path, hosts, access, acl }: GuardedRoute, files: SourceFiles): MapEntry {
    const said = mapAccess(access);
    return {
      kind: 'route',
      verbs: [verb],
      path,
      // To tegg an empty host is every host.
      hosts: hosts?.every(Boolean) ? hosts : undefined,
      access: acl !== undefined && this.known.answersAcl() ? behindAcl(said, acl) : said,
      ...placeOf(files, entry.clazz, method),
    };
  }

  private mcp({ clazz, proto }: ClassEntry, files: SourceFiles): MapEntry[] {
    const { tools = [], prompts = [], resources = [] } = mcpMetadata(proto) ?? {};
    const entry =
      (mcp: MapEntry['mcp']) =>
      ({ name, mcpName = name }: { name: string; mcpName?: string }): MapEntry => ({
        kind: 'mcp',
        mcp,
        name: mcpName,
        access: mapAccess(this.known.accessOf(clazz, name)),
        ...placeOf(files, clazz, name),
      });
    return [...tools.map(entry('tool')), ...prompts.map(entry('prompt')), ...resources.map(entry('resource'))];
  }

  private methods({ clazz, proto }: ClassEntry, files: SourceFiles): MapEntry[] {
    if (mcpMetadata(proto)) return [];
    return [...this.known.objectGuards.guardsOf(proto)].map(([name, { guard }]) => {
      const access: MapAccess = { type: 'guard', guard: mapGuard(offRoutes(guard.guard)) };
      return Object.assign(placeOf(files, clazz, String(name)), { kind: 'method' as const, access });
    });
  }
}

// A guard that names no strategy takes the request's user, whoever accepted it.
function offRoutes(guard: Guard): Guard {
  return guard.named ? guard : { ...guard, strategies: [] };
}

// tegg registers a method that a class overrides twice.
function routesOnce(routes: readonly GuardedRoute[]): GuardedRoute[] {
  const key = ({ entry, method, verb, path, hosts }: GuardedRoute): string =>
    JSON.stringify([entry.proto.id, method, verb, path, hosts]);
  return [...new Map(routes.map(route => [key(route), route])).values()];
}
