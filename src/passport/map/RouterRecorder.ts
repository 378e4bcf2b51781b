import type { Application } from 'egg';
import { callerPlace } from './callerPlace';
import type { MapPlace } from './PassportMap';

/** What of a route in Egg's router the map reads. */
export interface Layer {
  readonly path: string | RegExp;
  /** None: a middleware in front of routes. */
  readonly methods: readonly string[];
  readonly stack: readonly unknown[];
  readonly opts?: { readonly sensitive?: boolean; readonly strict?: boolean };
}

/** What was seen when a route was registered. */
export interface Registered {
  /** As they were given: the router wraps the last one. */
  readonly handlers: readonly unknown[];
  placeOf(): MapPlace;
  /** Made by `app.redirect`. */
  readonly redirects: boolean;
}

interface Router {
  readonly stack: readonly Layer[];
  register(path: unknown, methods: unknown, middlewares: unknown, options: unknown): unknown;
  redirect(...args: unknown[]): unknown;
  use(...args: unknown[]): unknown;
}

/** Remembers what Egg's router is told, and by whom. */
export class RouterRecorder {
  private readonly registered = new WeakMap<Layer, Registered>();
  private router?: Router;
  private redirects = false;

  constructor(private readonly app: Application) {
    // Egg makes the router when somebody first asks for it, and puts it behind the middlewares of
    // that moment: nothing here may be the first to ask.
    Object.defineProperty(app, 'router', { configurable: true, get: () => this.firstAsked() });
  }

  /** The routers of the application, Egg's and those that it uses beside it, each with its routes and the middlewares in front of them, in order. */
  routers(): readonly (readonly Layer[])[] {
    const used = this.app.middleware.flatMap(middleware => (middleware as { router?: Router }).router ?? []);
    const routers = new Set([...(this.router ? [this.router] : []), ...used]);
    return [...routers].map(({ stack }) => stack).filter(stack => Array.isArray(stack));
  }

  /** What was seen of a route; of those of a router of the application's own, less. */
  of(layer: Layer): Registered {
    return this.registered.get(layer) ?? { handlers: layer.stack, placeOf: () => ({}), redirects: false };
  }

  private firstAsked(): unknown {
    delete (this.app as { router?: unknown }).router;
    const router = this.app.router as unknown as Router;
    this.router = router;
    const { register, redirect, use } = router;
    router.register = (path, methods, middlewares, options) => {
      // The router takes the last one out of the array that it is given.
      const handlers: unknown[] = [middlewares].flat();
      const { length } = router.stack;
      const layer = Reflect.apply(register, router, [path, methods, middlewares, options]) as unknown;
      const seen = { handlers, placeOf: callerPlace(), redirects: this.redirects };
      for (const added of router.stack.slice(length)) this.registered.set(added, seen);
      return layer;
    };
    router.redirect = (...args) => {
      this.redirects = true;
      try {
        return Reflect.apply(redirect, router, args) as unknown;
      } finally {
        this.redirects = false;
      }
    };
    // Of the routes of another router, the place where this one takes them in.
    router.use = (...args) => {
      const { length } = router.stack;
      const used = Reflect.apply(use, router, args) as unknown;
      const placeOf = callerPlace();
      for (const added of router.stack.slice(length)) {
        if (!this.registered.has(added)) this.registered.set(added, { ...this.of(added), placeOf });
      }
      return used;
    };
    return router;
  }
}
