import type { Target } from './target';
import { WiringError, type WiringErrorCode } from './WiringError';

/** An option's name that a decorator does not know, which JavaScript may give: it would do nothing. */
export function onlyOptions(
  decorator: string,
  options: object,
  known: readonly string[],
  code: WiringErrorCode,
  { clazz, method }: Target,
): void {
  const unknown = Object.keys(options).find(option => !known.includes(option));
  if (unknown === undefined) return;
  throw new WiringError(`@${decorator} has no option '${unknown}'`, {
    code,
    className: clazz.name,
    method,
    fix: `Its options are ${known.join(', ')}`,
  });
}
