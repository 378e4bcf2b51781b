interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** The cookies of one site, as a browser keeps them. */
export class CookieJar {
  private readonly cookies = new Map<string, Cookie>();

  /** Takes the `Set-Cookie` lines of an answer. */
  keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair, ...attributes] = line.split(/;\s*/);
      const name = pair.slice(0, pair.indexOf('='));
      const said = new Map(attributes.map(attribute => nameAndValue(attribute)));
      const path = said.get('path') ?? '/';
      const key = `${path} ${name}`;
      if (isOver(said)) this.cookies.delete(key);
      else this.cookies.set(key, { name, value: pair.slice(name.length + 1), path });
    }
  }

  /** The `Cookie` header of a request to this path. */
  header(url: string): string {
    const { pathname } = new URL(url, 'http://localhost');
    return [...this.cookies.values()]
      .filter(({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path.replace(/\/$/, '')}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  clear(): void {
    this.cookies.clear();
  }
}

function nameAndValue(attribute: string): [string, string] {
  const [name] = attribute.split('=', 1);
  return [name.toLowerCase(), attribute.slice(name.length + 1)];
}

// RFC 6265, section 5.3: `Max-Age` comes before `Expires`.
function isOver(said: ReadonlyMap<string, string>): boolean {
  const maxAge = said.get('max-age');
  return maxAge === undefined ? Date.parse(said.get('expires') ?? '') <= Date.now() : Number(maxAge) <= 0;
}
