// Comments, strings, templates, and regular expressions where a value may begin.
const LITERAL =
  /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\[^]|[^'\\\n])*'|"(?:\\[^]|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`|(?<=[(,=:[!&|?{};+*%~^<>-]\s*|\b(?:return|typeof|case)\s+)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;

/** A source without what only looks like code: blanks stand where its texts and comments stood. */
export function bareCode(text: string): string {
  return text.replace(LITERAL, literal => literal.replace(/[^\n]/g, ' '));
}
