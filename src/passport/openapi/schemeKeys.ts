/** Names under which components may stand, by strategy: OpenAPI takes fewer characters than we do. */
export function schemeKeys(strategies: readonly string[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const strategy of new Set(strategies)) {
    const key = strategy.replace(/[^\w.-]/g, '-');
    const taken = [...keys.values()].filter(other => other === key || other.startsWith(`${key}.`)).length;
    keys.set(strategy, taken ? `${key}.${taken + 1}` : key);
  }
  return keys;
}
