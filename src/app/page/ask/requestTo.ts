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
export function requestTo(app: Application, entry: MapEntry, { path, headers }: Question): Imagined {
  const url = path ?? (entry.regexp ? undefined : entry.path) ?? '/';
  const [verb = 'GET'] = entry.verbs ?? [];
  const method = verb === 'ALL' ? 'GET' : verb;
  const socket = { remoteAddress: '127.0.0.1', encrypted: false };
  const host = entry.hosts?.[0] ?? '127.0.0.1';
  return {
    request: { method, url, originalUrl: url, headers: { host, ...headers }, socket, connection: socket },
    params: path === undefined || entry.path === undefined ? {} : paramsOf(app, entry.path, method, url),
  };
}

// As the router reads them.
function paramsOf(app: Application, route: string, method: string, url: string): Record<string, string> {
  const [path] = url.split('?');
  const router = app.router as unknown as { match(path: string, method: string): { pathAndMethod: Layer[] } };
  const layer = router.match(path, method).pathAndMethod.find(each => String(each.path) === route);
  if (layer) return layer.params(path, layer.captures(path));
  throw new PageRefusal(400, `The address is not one of ${method} ${route}`);
}
