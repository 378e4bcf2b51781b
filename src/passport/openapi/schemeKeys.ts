const KEY = /^[\w.-]+$/;

/** Names under which components may stand, by strategy: OpenAPI takes fewer characters than we do. */
export function schemeKeys(strategies: readonly string[]): ReadonlyMap<string, string> {
  const names = [...new Set(strategies)];
  const taken = new Set(names.filter(name => KEY.test(name)));
  return new Map(names.map(name => [name, KEY.test(name) ? name : freeKey(name, taken)]));
}

function freeKey(name: string, taken: Set<string>): string {
  const wanted = name.replace(/[^\w.-]/g, '-') || 'strategy';
  let key = wanted;
  for (let number = 2; taken.has(key); number++) key = `${wanted}.${number}`;
  taken.add(key);
  return key;
}
