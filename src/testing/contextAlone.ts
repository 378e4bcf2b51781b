import type { Application, Context } from 'egg';
import type { CheckRequest } from './CheckRequest';
import { onlyKnown } from './onlyKnown';

const OPTIONS: readonly string[] = [
  'method',
  'url',
  'headers',
  'query',
  'body',
  'ip',
  'ctx',
] satisfies (keyof CheckRequest)[];

/** What strategies and verifiers read from a context, without an application. */
export function contextAlone(app: Application, request: CheckRequest = {}): Context {
  onlyKnown('The request', request, OPTIONS);
  const { body, ip = '127.0.0.1', method = body === undefined ? 'GET' : 'POST' } = request;
  const url = addressOf(request);
  const headers = lowerCase(request.headers);
  const get = (name: string): string => headers[name.toLowerCase()] ?? '';
  const originalUrl = url.pathname + url.search;
  const socket = { remoteAddress: ip, encrypted: false };
  const facts = {
    method,
    url: originalUrl,
    originalUrl,
    path: url.pathname,
    querystring: url.search.slice(1),
    query: Object.fromEntries(url.searchParams),
    headers,
    header: headers,
    host: url.host,
    hostname: url.hostname,
    protocol: 'http',
    secure: false,
    ip,
  };
  return {
    app,
    ...facts,
    get,
    params: {},
    state: {},
    session: {},
    cookies: { get: () => undefined, set: () => {} },
    set: () => {},
    req: { method, url: originalUrl, headers, socket, connection: socket },
    request: { ...facts, body, get },
    ...request.ctx,
  } as unknown as Context;
}

function addressOf({ url = '/', query }: CheckRequest): URL {
  const address = new URL(url, 'http://localhost');
  if (query) address.search = new URLSearchParams(query).toString();
  return address;
}

function lowerCase(headers: CheckRequest['headers'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
