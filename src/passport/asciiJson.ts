/**
 * JSON in printable ASCII, all else written as `\uXXXX`: whatever is in it, it is one line that commands
 * no terminal.
 *
 * @param keys those that are written, in this order; all, where there are none
 * @see RFC 8259, section 7
 */
export function asciiJson(value: string | object, keys?: string[]): string {
  const json = JSON.stringify(value, keys);
  return json.replaceAll(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
