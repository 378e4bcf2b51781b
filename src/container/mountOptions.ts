import type { MountOptions } from '../decorator/AuthenticateOptions';
import { WiringError } from '../decorator/WiringError';
import type { StrategyOptionValues } from '../metadata/mergeOptions';
import type { ClassEntry } from './ClassEntry';
import { whereOf } from './whereOf';

/**
 * How a strategy is mounted, by its decorator or its options. Nothing: it is not.
 *
 * @throws WiringError `strategy_options`
 */
export function mountOptions(
  { clazz }: ClassEntry,
  marked: boolean | MountOptions | undefined,
  { mount = marked, loginURL, callbackURL }: StrategyOptionValues,
): MountOptions | undefined {
  if (!mount) return undefined;
  const urls = Object.entries({ loginURL, callbackURL }).filter(([, url]) => typeof url === 'string');
  const all: MountOptions = { ...Object.fromEntries(urls), ...(typeof mount === 'object' ? mount : {}) };
  for (const key of ['loginURL', 'callbackURL'] as const) {
    const url: unknown = all[key];
    if (!url || (typeof url === 'string' && URL.canParse(url, 'http://localhost'))) continue;
    throw new WiringError(`its \`${key}\` is ${JSON.stringify(url)}`, {
      ...whereOf(clazz),
      code: 'strategy_options',
      fix: 'Give a path or a URL',
    });
  }
  return all;
}
