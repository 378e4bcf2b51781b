import { isNobody } from '../../../passport/isNobody';

// What tells a user, and is no secret.
const TELLING = ['id', 'sub', 'provider', 'name', 'username'];
const LONGEST = 60;

/** A user in a few words: never all of it, which may hold anything. */
export function userWords(user: unknown): string {
  if (typeof user !== 'object' || user === null) return valueWords(user);
  const known = TELLING.map(key => [key, (user as Record<string, unknown>)[key]] as const);
  const said = known.filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  return said.map(([key, value]) => `${key} ${cut(String(value))}`).join(', ') || 'an object without id or name';
}

/** What a session holds, in a few words. */
export function valueWords(value: unknown): string {
  if (isNobody(value)) return `${value}, which is nobody`;
  return typeof value === 'object'
    ? 'an object'
    : `the ${typeof value === 'string' ? 'text' : typeof value} ${cut(String(value))}`;
}

/** What was thrown: its kind and its words. */
export function errorWords(err: unknown): string {
  if (!(err instanceof Error)) return 'threw what is no error';
  const { code } = err as { code?: unknown };
  return `threw ${err.name}${typeof code === 'string' ? ` (${code})` : ''}: ${cut(err.message, 300)}`;
}

function cut(text: string, longest = LONGEST): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
