/** A text that cannot command a terminal: control and direction characters are question marks. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
}
