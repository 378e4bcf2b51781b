/** Options of a passport strategy. */
export type StrategyOptionValues = Record<string, unknown>;

// egg-passport's unified names and what passport-oauth2 and passport-oauth1 call them.
const UNIFIED: Record<'key' | 'secret', readonly string[]> = {
  key: ['clientID', 'consumerKey'],
  secret: ['clientSecret', 'consumerSecret'],
};

/**
 * One set of options out of several, the later winning, none of them changed. `key` and `secret`
 * fill what passport's strategies call them, where the same source does not give that; `null` takes
 * back what an earlier source gave, and `secret: false` says that there is none.
 */
export function mergeOptions(sources: readonly (object | undefined)[]): StrategyOptionValues {
  return Object.assign(
    {},
    ...sources.map(source => withPassportNames(source as StrategyOptionValues | undefined)),
  ) as StrategyOptionValues;
}

function withPassportNames(source: StrategyOptionValues = {}): StrategyOptionValues {
  const options: StrategyOptionValues = { ...source };
  for (const [unified, names] of Object.entries(UNIFIED)) {
    if (!(unified in options)) continue;
    const value = options[unified] === false ? '' : (options[unified] ?? undefined);
    for (const name of names) options[name] ??= value;
  }
  return options;
}
