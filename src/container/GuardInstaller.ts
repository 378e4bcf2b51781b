import {
  CONTROLLER_META_DATA,
  ControllerType,
  type HTTPControllerMeta,
  type HTTPMethodMeta,
  HTTPParamType,
  type ParamMeta,
  PathParamMeta,
  type QueryParamMeta,
} from '@eggjs/tegg';
import type { EggPrototype, LoadUnit, LoadUnitLifecycleContext } from '@eggjs/tegg/helper';
import type { Constructor } from '../decorator/ClassMarks';
import { CURRENT_USER } from '../decorator/CurrentUser';
import { currentUserParameters } from '../metadata/currentUserParameters';
import type { MethodAccess } from '../metadata/MethodAccess';
import type { Middleware, Passport } from '../passport/Passport';
import { RequestGuard } from '../passport/RequestGuard';
import type { AccessRule } from './AccessRule';
import type { ClassEntry } from './ClassEntry';
import { guardMiddleware, loginMiddleware, onHosts, openMiddleware, skipOtherHosts } from './guardMiddleware';
import type { LoginPage } from './LoginPage';
import type { PrototypeCollector } from './PrototypeCollector';

/** What a route's method wants to know of the user. */
export type UserWish = 'none' | 'optional' | 'required';

/** A route of a controller, and how it may be reached. */
export interface GuardedRoute {
  readonly entry: ClassEntry;
  readonly method: string;
  /** The HTTP method. */
  readonly verb: string;
  readonly path: string;
  /** Those that it answers, where it does not answer all. */
  readonly hosts?: readonly string[];
  readonly access: MethodAccess;
  /** What its `@CurrentUser` parameters say. */
  readonly wish: UserWish;
  /** The code of tegg's `@Acl`. */
  readonly acl?: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * A load unit hook of tegg: by then all metadata of the unit's controllers stands and none of its
 * routes does. Puts guards and logins in front of methods.
 */
export class GuardInstaller {
  private readonly installed = new Map<EggPrototype, GuardedRoute[]>();

  constructor(
    private readonly passport: Passport,
    private readonly collector: PrototypeCollector,
    private readonly accessOf: AccessRule,
    private readonly loginPage?: LoginPage,
  ) {}

  async postCreate(_ctx: LoadUnitLifecycleContext, loadUnit: LoadUnit): Promise<void> {
    for (const proto of loadUnit.iterateEggPrototype()) {
      const entry = this.collector.get(proto);
      const metadata = proto.getMetaData<HTTPControllerMeta>(CONTROLLER_META_DATA);
      if (entry && metadata?.type === ControllerType.HTTP) this.install(entry, metadata);
    }
  }

  /** The routes of every controller. */
  routes(): readonly GuardedRoute[] {
    return [...this.installed.values()].flat();
  }

  /** The routes of one controller. */
  routesOf(proto: EggPrototype): readonly GuardedRoute[] {
    return this.installed.get(proto) ?? [];
  }

  private install(entry: ClassEntry, controller: Mutable<HTTPControllerMeta>): void {
    // A guard runs before the middlewares of its class too, so those move to the methods. tegg's
    // arrays are shared between classes: they are replaced and never written to.
    const classMiddlewares = controller.middlewares;
    controller.middlewares = [];
    const routes: GuardedRoute[] = [];
    this.installed.set(entry.proto, routes);
    for (const method of controller.methods as Mutable<HTTPMethodMeta>[]) {
      const access = this.accessOf(entry.clazz, method.name);
      const wish = takeUserParameters(entry.clazz, method);
      const own = [...classMiddlewares, ...method.middlewares] as unknown as Middleware[];
      const hosts = controller.getMethodHosts(method);
      const guard = this.middleware(access, wish);
      method.middlewares = (guard ? guardedMiddlewares(guard, own, hosts) : own) as never;
      // An `@Acl()` without a code names a policy without a name.
      const acl = controller.hasMethodAcl(method) ? (controller.getMethodAcl(method) ?? '') : undefined;
      const path = controller.getMethodRealPath(method);
      routes.push({ entry, method: method.name, verb: method.method, path, hosts, access, wish, acl });
    }
  }

  private middleware(access: MethodAccess, wish: UserWish): Middleware | undefined {
    switch (access.type) {
      case 'guard':
        return guardMiddleware(new RequestGuard(this.passport, access.guard), this.loginPage);
      case 'login':
        return loginMiddleware(this.passport, access.login);
      case 'public':
      case 'open':
        return wish === 'none' ? undefined : openMiddleware();
    }
  }
}

// tegg looks at a controller's `@Host` in the handler: what the guard lets pass on for another host must
// not be answered by a middleware that stands before it.
function guardedMiddlewares(guard: Middleware, own: readonly Middleware[], hosts?: readonly string[]): Middleware[] {
  // To tegg an empty host is every host.
  if (!hosts?.every(Boolean)) return [guard, ...own];
  return [onHosts(hosts, guard), ...own.map(middleware => skipOtherHosts(hosts, middleware))];
}

/** Makes `@CurrentUser` parameters of a route read what the guard left for them. */
function takeUserParameters(clazz: Constructor, method: HTTPMethodMeta): UserWish {
  const marks = currentUserParameters(clazz, method.name);
  const registered = [...method.paramMap].filter(([, meta]) => isCurrentUser(meta)).map(([index]) => index);
  const indices = new Set([...registered, ...marks.map(({ index }) => index)]);
  for (const index of indices) method.paramMap.set(index, new PathParamMeta(CURRENT_USER as unknown as string));
  if (!indices.size) return 'none';
  return [...indices].every(index => marks.some(mark => mark.index === index && mark.optional))
    ? 'optional'
    : 'required';
}

function isCurrentUser(meta: ParamMeta): boolean {
  return meta.type === HTTPParamType.QUERY && ((meta as QueryParamMeta).name as unknown) === CURRENT_USER;
}
