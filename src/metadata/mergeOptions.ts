/** Options of a passport strategy. */
export type StrategyOptionValues = Record<string, unknown>;

// egg-passport's unified names and what passport-oauth2 and passport-oauth1 call them.
const UNIFIED: Record<'key' | 'secret', readonly string[]> = {
  key: ['clientID', 'consumerKey'],
  secret: ['clientSecret', 'consumerSecret'],
};

/**
 * One set of options out of several, the later winning, none of them changed. `key` and `secret`
 * fill what passport's strategies call them, where that is not given; `secret: false` says that
 * there is none.
 */
export function mergeOptions(sources: readonly (object | undefined)[]): StrategyOptionValues {
  const options: StrategyOptionValues = Object.assign({}, ...sources);
  for (const [unified, names] of Object.entries(UNIFIED)) {
    const value = options[unified] === false ? '' : options[unified];
    if (value === undefined || value === null) continue;
    for (const name of names) options[name] ??= value;
  }
  return options;
}
