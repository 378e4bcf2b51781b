import { CONTROLLER_META_DATA, ControllerType, type HTTPControllerMeta, type HTTPMethodMeta } from '@eggjs/tegg';
import { HTTPParamType, PathParamMeta, type QueryParamMeta } from '@eggjs/tegg';
import type { LoadUnit, LoadUnitLifecycleContext } from '@eggjs/tegg/helper';
import type { Constructor } from '../decorator/ClassMarks';
import { CURRENT_USER } from '../decorator/CurrentUser';
import { currentUserParameters } from '../metadata/currentUserParameters';
import { methodAccess, type MethodAccess } from '../metadata/MethodAccess';
import type { Middleware } from '../passport/Passport';
import type { ClassEntry } from './ClassEntry';
import { guardMiddleware, loginMiddleware, onHosts, type GuardSurroundings } from './guardMiddleware';
import type { PrototypeCollector } from './PrototypeCollector';

/** A route of a controller, and how it may be reached. */
export interface GuardedRoute {
  readonly entry: ClassEntry;
  readonly method: string;
  readonly access: MethodAccess;
  /** Whether the method has a `@CurrentUser` parameter. */
  readonly wantsUser: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * A load unit hook of tegg: by then all metadata of the unit's controllers stands and none of its
 * routes does. Puts guards and logins in front of methods.
 */
export class GuardInstaller {
  private readonly installed: GuardedRoute[] = [];

  constructor(
    private readonly collector: PrototypeCollector,
    private readonly surroundings: GuardSurroundings,
  ) {}

  async postCreate(_ctx: LoadUnitLifecycleContext, loadUnit: LoadUnit): Promise<void> {
    for (const proto of loadUnit.iterateEggPrototype()) {
      const entry = this.collector.get(proto);
      const metadata = proto.getMetaData<HTTPControllerMeta>(CONTROLLER_META_DATA);
      if (entry && metadata?.type === ControllerType.HTTP) this.install(entry, metadata);
    }
  }

  /** The routes of every controller that decorators of ours stand on. */
  routes(): readonly GuardedRoute[] {
    return this.installed;
  }

  private install(entry: ClassEntry, controller: Mutable<HTTPControllerMeta>): void {
    // A guard runs before the middlewares of its class too, so those move to the methods. tegg's
    // arrays are shared between classes: they are replaced and never written to.
    const classMiddlewares = controller.middlewares;
    controller.middlewares = [];
    for (const method of controller.methods as Mutable<HTTPMethodMeta>[]) {
      const access = methodAccess(entry.clazz, method.name);
      const guard = this.middleware(access, controller.getMethodHosts(method));
      method.middlewares = [...(guard ? [guard as never] : []), ...classMiddlewares, ...method.middlewares];
      const wantsUser = takeUserParameters(entry.clazz, method);
      this.installed.push({ entry, method: method.name, access, wantsUser });
    }
  }

  private middleware(access: MethodAccess, hosts: readonly string[] | undefined): Middleware | undefined {
    switch (access.type) {
      case 'guard':
        return this.onHosts(hosts, guardMiddleware(this.surroundings, access.guard));
      case 'login':
        return this.onHosts(hosts, loginMiddleware(this.surroundings, access.login));
      case 'public':
      case 'open':
        return undefined;
    }
  }

  private onHosts(hosts: readonly string[] | undefined, middleware: Middleware): Middleware {
    return hosts ? onHosts(hosts, middleware) : middleware;
  }
}

/** Makes `@CurrentUser` parameters of a route read what the guard left for them. */
function takeUserParameters(clazz: Constructor, method: HTTPMethodMeta): boolean {
  const registered = [...method.paramMap]
    .filter(([, { type, ...meta }]) => type === HTTPParamType.QUERY && isCurrentUser(meta))
    .map(([index]) => index);
  const indices = new Set([...registered, ...currentUserParameters(clazz, method.name)]);
  for (const index of indices) method.paramMap.set(index, new PathParamMeta(CURRENT_USER as unknown as string));
  return indices.size > 0;
}

function isCurrentUser({ name }: Partial<QueryParamMeta>): boolean {
  return (name as unknown) === CURRENT_USER;
}
