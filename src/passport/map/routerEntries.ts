import { METHODS } from 'node:http';
import type { MapEntry, MapPlace } from './PassportMap';
import { markedAccess } from './routeMark';
import type { Layer, RouterRecorder } from './RouterRecorder';

/** What of a path says the same in a URL, `/admin/users`, and not `/users/:id`; behind it, whatever comes. */
const PLAIN = /^([\w/.~-]*)(\(\.\*\))?$/;
/** The path of `router.use(middleware)`. */
const EVERYWHERE = '(.*)';

/** The routes of the routers, but for those that `isOthers` knows by their place. */
export function routerEntries(routes: RouterRecorder, isOthers: (place: MapPlace) => boolean): MapEntry[] {
  return routes.routers().flatMap(layers => entriesOf(layers, routes, isOthers));
}

function entriesOf(
  layers: readonly Layer[],
  routes: RouterRecorder,
  isOthers: (place: MapPlace) => boolean,
): MapEntry[] {
  const inFront: Layer[] = [];
  const entries: MapEntry[] = [];
  for (const layer of layers) {
    const { handlers, placeOf, redirects } = routes.of(layer);
    if (!layer.methods.length) inFront.push(layer);
    const place = placeOf();
    if (!layer.methods.length || isOthers(place)) continue;
    const before = inFront.filter(other => standsBefore(other, layer));
    const access = markedAccess([...before.flatMap(other => routes.of(other).handlers), ...handlers]);
    entries.push({
      kind: 'router',
      verbs: verbsOf(layer),
      path: String(layer.path),
      regexp: layer.path instanceof RegExp || undefined,
      // It leads to another route, and nothing can stand in front of it.
      access: redirects && access.type === 'open' ? { type: 'public' } : access,
      ...place,
    });
  }
  return entries;
}

// Only where nobody needs to guess: what is overlooked counts as open.
function standsBefore({ path, opts = {} }: Layer, { path: route, opts: routeOpts = {} }: Layer): boolean {
  if (path === EVERYWHERE) return true;
  if (typeof path !== 'string' || typeof route !== 'string') return false;
  // Egg's router tells `/admin` from `/ADMIN`, and other routers do not: their routes answer both.
  if ((opts.sensitive && !routeOpts.sensitive) || opts.strict) return false;
  const [, plain, rest] = PLAIN.exec(path) ?? [];
  if (plain === undefined) return false;
  // A router of its own that this one took in under `/admin`: `/admin(.*)` stands for `/administration` too.
  if (rest) return !plain.endsWith('/') && route.startsWith(plain);
  return `${route}/`.startsWith(plain.endsWith('/') ? plain : `${plain}/`);
}

function verbsOf({ methods }: Layer): string[] {
  const verbs = new Set(methods);
  if (METHODS.every(verb => verbs.has(verb))) return ['ALL'];
  // Who answers GET answers HEAD.
  if (verbs.has('GET')) verbs.delete('HEAD');
  return [...verbs];
}
