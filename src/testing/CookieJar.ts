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
      const [[name, value], ...attributes] = line.split(/;\s*/).map(nameAndValue);
      const said = new Map(attributes.map(([attribute, what]) => [attribute.toLowerCase(), what]));
      const path = said.get('path') ?? '/';
      const key = `${path} ${name}`;
      if (isOver(said)) this.cookies.delete(key);
      else this.cookies.set(key, { name, value, path });
    }
  }

  /**
   * The `Cookie` header of a request to this address.
   *
   * @param own the cookies that the request brings by itself, which go before those of the same name
   */
  header(url: string, own = ''): string {
    const { pathname } = new URL(url, 'http://localhost');
    const sent = [...this.cookies.values()]
      .filter(({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path.replace(/\/$/, '')}/`))
      .map(({ name, value }): [string, string] => [name, value]);
    return joined([...sent, ...own.split(/;\s*/).filter(Boolean).map(nameAndValue)]);
  }

  /** A `Cookie` header with all of them. */
  all(): string {
    return joined([...this.cookies.values()].map(({ name, value }) => [name, value]));
  }
}

function joined(pairs: readonly (readonly [string, string])[]): string {
  return [...new Map(pairs)].map(([name, value]) => `${name}=${value}`).join('; ');
}

function nameAndValue(text: string): [string, string] {
  const [name] = text.split('=', 1);
  return [name, text.slice(name.length + 1)];
}

// RFC 6265, section 5.3: `Max-Age` comes before `Expires`.
function isOver(said: ReadonlyMap<string, string>): boolean {
  const maxAge = said.get('max-age');
  return maxAge === undefined ? Date.parse(said.get('expires') ?? '') <= Date.now() : Number(maxAge) <= 0;
}
