const MODIFIERS = /^(?:async|static|get|set|public|private|protected|override|readonly|accessor|abstract|declare)$/;
const OPENING = '{([';
const CLOSING = '})]';

/**
 * The line, beginning with 1, at which a file declares a class, or a method of it. Reads TypeScript and
 * JavaScript as far as braces go, so that it needs no compiler. Nothing: it is not there.
 *
 * @param code what {@link bareCode} made of the file
 */
export function declarationLine(code: string, className: string, method?: string): number | undefined {
  if (!className) return undefined;
  const named = new RegExp(`\\bclass\\s+${escaped(className)}(?![\\w$])`, 'g');
  const starts = [...code.matchAll(named)].map(({ index }) => index);
  const found = method === undefined ? undefined : starts.map(start => member(code, start, method)).find(Boolean);
  const at = found ?? starts[0];
  return at === undefined ? undefined : code.slice(0, at).split('\n').length;
}

// Where the class that begins at `start` declares a member.
function member(code: string, start: number, name: string): number | undefined {
  const token = new RegExp(`[${escaped(OPENING + CLOSING)}]|(?<![\\w$#])${escaped(name)}(?![\\w$])`, 'g');
  token.lastIndex = start;
  let depth = 0;
  for (let found = token.exec(code); found; found = token.exec(code)) {
    if (OPENING.includes(found[0])) depth++;
    else if (CLOSING.includes(found[0])) depth--;
    else if (depth === 1 && declares(code, found.index, found.index + name.length)) return found.index;
    if (depth === 0 && found[0] === '}') return undefined;
  }
  return undefined;
}

function declares(code: string, start: number, end: number): boolean {
  if (!/^\s*[(<=:?!;]/.test(code.slice(end))) return false;
  const before = code.slice(0, start);
  const [word] = /[\w$]+[^\S\n]*$/.exec(before) ?? [];
  if (word !== undefined) return MODIFIERS.test(word.trim()) || /\n\s*$/.test(before);
  return !/(?:[.@=,+\-/&|?:!~<%^([]|=>)\s*$/.test(before);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
