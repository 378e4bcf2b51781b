import type { MapAccess } from './PassportMap';

/** What a middleware of ours says about the routes behind it. */
export type RouteMark = Extract<MapAccess, { type: 'login' | 'public' }>;

/** What our middlewares say about the routes behind them. */
export class RouteMarks {
  private readonly marks = new WeakMap<object, RouteMark>();

  add<M extends object>(middleware: M, mark: RouteMark): M {
    this.marks.set(middleware, mark);
    return middleware;
  }

  /** How a route behind these handlers may be reached: a login says more than that it is public. */
  accessOf(handlers: readonly unknown[]): MapAccess {
    const said = handlers.flatMap(handler => (typeof handler === 'function' ? (this.marks.get(handler) ?? []) : []));
    return said.find(({ type }) => type === 'login') ?? said[0] ?? { type: 'open' };
  }
}
