/** One cookie of a {@link Browser}. */
interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** What a {@link Browser} got. */
export interface Page {
  readonly status: number;
  readonly url: string;
  readonly location: string | null;
  readonly headers: Headers;
  readonly text: string;
  /** The text, parsed. */
  json(): Record<string, unknown>;
}

/** Sends requests over sockets, follows no redirect by itself, and keeps each site's cookies as a browser does. */
export class Browser {
  private readonly cookies = new Map<string, Map<string, Cookie>>();

  get(url: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.send(url, { headers });
  }

  post(url: string, form: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Page> {
    return this.send(url, { method: 'POST', body: new URLSearchParams(form), headers });
  }

  /** Where the page sends the browser. */
  follow(page: Page): Promise<Page> {
    if (page.location === null) throw new Error(`${page.url} answers ${page.status} and no redirect: ${page.text}`);
    return this.get(new URL(page.location, page.url).href);
  }

  /** The `Cookie` header of a request to this address. */
  cookieHeader(url: string): string {
    const { pathname } = new URL(url);
    const all = [...(this.cookies.get(new URL(url).origin)?.values() ?? [])];
    const sent = all.filter(({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path}/`));
    return sent.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  private async send(url: string, init: RequestInit & { headers: Record<string, string> }): Promise<Page> {
    const headers = { cookie: this.cookieHeader(url), ...init.headers };
    const res = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of res.headers.getSetCookie()) this.keep(new URL(url).origin, line);
    const text = await res.text();
    return {
      status: res.status,
      url,
      location: res.headers.get('location'),
      headers: res.headers,
      text,
      json: () => JSON.parse(text) as Record<string, unknown>,
    };
  }

  private keep(origin: string, line: string): void {
    const [pair, ...attributes] = line.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(name.length + 1);
    const attribute = (wanted: string): string | undefined =>
      attributes.find(text => text.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute('path') ?? '/';
    const expired = Date.parse(attribute('expires') ?? '') < Date.now();
    const jar = this.cookies.get(origin) ?? new Map<string, Cookie>();
    this.cookies.set(origin, jar);
    if (expired || !value) jar.delete(`${path} ${name}`);
    else jar.set(`${path} ${name}`, { name, value, path });
  }
}
