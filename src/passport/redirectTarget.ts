// Stands for the site's own host in paths, and is nobody's.
const HERE = 'http://this-site.invalid';
const LONGEST = 2048;

/**
 * Where a browser may be sent that asked for this place: a path of this site, or a page of an origin
 * on the list. Everything that comes from a request or a session passes through here, when it is
 * written and when it is read.
 *
 * @param origins further origins, like `https://shop.example.com`
 * @returns the place; nothing, for anything that a browser could take for another site
 * @see WHATWG URL: browsers drop tabs and line breaks, and take `\` for `/`
 */
export function redirectTarget(place: unknown, origins: ReadonlySet<string> = new Set()): string | undefined {
  // A backslash or a control character anywhere: browsers, proxies and parsers read them differently.
  // oxlint-disable-next-line no-control-regex
  if (typeof place !== 'string' || place.length > LONGEST || /[\\\x00-\x1f\x7f]/.test(place)) return undefined;
  if (place.startsWith('/')) return isPath(place) ? place : undefined;
  if (!/^https?:\/\//i.test(place) || !URL.canParse(place)) return undefined;
  const { origin, username, password, href } = new URL(place);
  return origins.has(origin) && !username && !password ? href : undefined;
}

// `//host` is another site, and `/..//host` is one for a proxy that resolves the dots.
function isPath(place: string): boolean {
  if (place.startsWith('//') || !URL.canParse(place, HERE)) return false;
  const { origin, pathname } = new URL(place, HERE);
  return origin === HERE && !pathname.startsWith('//');
}
