/** The same as data that survives JSON: what JSON does not know stands as text. */
export function plain(value: unknown): unknown {
  const above: object[] = [];
  const text = JSON.stringify(value, function (this: object, _key: string, part: unknown) {
    // `this` holds the part: what was walked into beside it is no circle.
    while (above.length && above.at(-1) !== this) above.pop();
    if (typeof part === 'object' && part !== null) {
      if (above.includes(part)) return '[circular]';
      if (part instanceof RegExp || part instanceof Error) return String(part);
      above.push(part);
      return part;
    }
    if (typeof part === 'function') return `[function ${part.name}]`;
    return isText(part) ? String(part) : part;
  });
  return text === undefined ? undefined : JSON.parse(text);
}

function isText(part: unknown): boolean {
  return ['bigint', 'symbol'].includes(typeof part) || (typeof part === 'number' && !Number.isFinite(part));
}
