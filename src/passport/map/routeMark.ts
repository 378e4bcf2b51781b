import type { MapAccess } from './PassportMap';

/** What a middleware of ours says about the routes behind it. */
export type RouteMark = Extract<MapAccess, { type: 'login' | 'public' }>;

const MARK = Symbol('tegg-passport#routeMark');

type Marked = { [MARK]?: RouteMark };

/** Makes a middleware say something about the routes behind it. */
export function markRoutes<M extends object>(middleware: M, mark: RouteMark): M {
  // On the middleware itself: some applications make one for every request.
  (middleware as Marked)[MARK] = mark;
  return middleware;
}

/** How a route behind these handlers may be reached: a login says more than that it is public. */
export function markedAccess(handlers: readonly unknown[]): MapAccess {
  const said = handlers.flatMap(handler => (handler as Marked | undefined)?.[MARK] ?? []);
  return said.find(({ type }) => type === 'login') ?? said[0] ?? { type: 'open' };
}
