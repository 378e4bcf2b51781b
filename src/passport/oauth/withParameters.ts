/**
 * A URL with these parameters in the place of those of the same names. Everything else stays as it is:
 * a provider may want it in a certain order or encoding.
 */
export function withParameters(url: string, parameters: Readonly<Record<string, string>>): string {
  const [, address = '', query = '', hash = ''] = /^([^?#]*)\??([^#]*)(#.*)?$/s.exec(url) ?? [];
  const others = query.split('&').filter(pair => pair && !Object.hasOwn(parameters, pair.split('=', 1)[0]));
  return `${address}?${[...others, new URLSearchParams(parameters).toString()].join('&')}${hash}`;
}
