/** A part that was walked into, and what stands for it. */
interface Walked {
  readonly part: object;
  readonly shown: object;
}

/** The same as data that survives JSON: what JSON does not know stands as text, or as a list. */
export function plain(value: unknown): unknown {
  const above: Walked[] = [];
  const text = JSON.stringify(value, function (this: object, _key: string, part: unknown) {
    // `this` holds the part: what was walked into beside it is no circle.
    while (above.length && above.at(-1)?.shown !== this) above.pop();
    if (typeof part === 'object' && part !== null) {
      if (above.some(walked => walked.part === part)) return '[circular]';
      if (part instanceof RegExp || part instanceof Error) return String(part);
      const shown = part instanceof Set || part instanceof Map ? [...(part as Iterable<unknown>)] : part;
      above.push({ part, shown });
      return shown;
    }
    if (typeof part === 'function') return `[function ${part.name}]`;
    return isText(part) ? String(part) : part;
  });
  return text === undefined ? undefined : JSON.parse(text);
}

function isText(part: unknown): boolean {
  return ['bigint', 'symbol'].includes(typeof part) || (typeof part === 'number' && !Number.isFinite(part));
}
