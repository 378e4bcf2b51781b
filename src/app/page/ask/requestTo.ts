import type { Application } from 'egg';
import type { MapEntry } from '../../../passport/map/PassportMap';
import { PageRefusal } from './PageRefusal';
import type { Question } from './Question';

/** What stands for a request that nobody sends, and the parameters in its path. */
export interface Imagined {
  readonly request: object;
  readonly params: Record<string, string>;
}

interface Layer {
  readonly path: unknown;
  captures(path: string): string[];
  params(path: string, captures: string[]): Record<string, string>;
}

/**
 * The request that a question is about.
 *
 * @throws PageRefusal where the address is not one of this route
 */
export function requestTo(app: Application, entry: MapEntry, { path, headers, body }: Question): Imagined {
  const url = path ?? (entry.regexp ? undefined : entry.path) ?? '/';
  const [verb = 'GET'] = entry.verbs ?? [];
  const method = verb === 'ALL' ? 'GET' : verb;
  const socket = { remoteAddress: '127.0.0.1', encrypted: false };
  const said = { host: entry.hosts?.[0] ?? '127.0.0.1', ...(body && { 'content-type': 'application/json' }) };
  return {
    request: { method, url, originalUrl: url, headers: { ...said, ...headers }, socket, connection: socket },
    params: entry.path === undefined ? {} : paramsOf(app, entry.path, method, path),
  };
}

// As the router reads them. Where nobody has filled the address in, `:id` stands for itself as far as it can.
function paramsOf(app: Application, route: string, method: string, asked?: string): Record<string, string> {
  const [path] = (asked ?? route).split('?');
  const router = app.router as unknown as { match(path: string, method: string): { pathAndMethod: Layer[] } };
  const layer = router.match(path, method).pathAndMethod.find(each => String(each.path) === route);
  if (layer) return layer.params(path, layer.captures(path));
  if (asked === undefined) return {};
  throw new PageRefusal(400, `The address is not one of ${method} ${route}`);
}
