/** A cookie's value and others that somebody made of it. */
export function changesOf(value: string): string[] {
  const flipped = [...value].map((char, index) => put(value, index, char === 'A' ? 'B' : 'A'));
  const cut = [...value].map((_, index) => value.slice(0, index)).slice(1);
  const shortened = [1, 2, 16, 40].map(index => value.slice(index));
  const swapped = [...value]
    .map((char, index) => put(put(value, index, value[index + 1] ?? ''), index + 1, char))
    .filter((_, index) => index + 1 < value.length);
  const more = [value + value, `${value}A`, `${value}=`, `${value}.`, `A${value}`, `"${value}"`, value.toLowerCase()];
  return [...new Set([...flipped, ...cut, ...shortened, ...swapped, ...more])].filter(changed => changed !== value);
}

const put = (text: string, index: number, char: string): string => text.slice(0, index) + char + text.slice(index + 1);
