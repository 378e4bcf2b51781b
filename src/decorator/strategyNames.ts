import { WiringError } from './WiringError';

// A name becomes a configuration key, a path and an authentication scheme.
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Checks the name of a strategy that a decorator makes. */
export function strategyName(name: unknown, className: string): string {
  if (typeof name === 'string' && NAME.test(name) && name !== 'session') return name;
  throw new WiringError(`${JSON.stringify(name)} cannot be the name of a strategy`, {
    code: 'strategy_name',
    className,
    fix:
      name === 'session'
        ? "'session' means the session's user: choose another name"
        : 'Use letters, digits, - and _, a letter first',
  });
}

/** One name or several, as a list. Throws on an empty one. */
export function strategyNames(
  names: string | readonly string[],
  decorator: string,
  className: string,
  method?: string,
): readonly string[] {
  const list: readonly unknown[] = Array.isArray(names) ? [...(names as readonly string[])] : [names];
  if (list.length && list.every(name => typeof name === 'string' && name)) return list as readonly string[];
  throw new WiringError(`@${decorator} names no strategy`, {
    code: 'strategy_name',
    className,
    method,
    fix: `Name at least one strategy in @${decorator}`,
  });
}
