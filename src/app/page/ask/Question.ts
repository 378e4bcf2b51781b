import { milliseconds } from '../../../decorator/duration';
import { PageRefusal } from './PageRefusal';

/** Whom a question is about: what a session would hold, a user as `deserializeUser` would answer it, or nobody. */
export type AskedUser =
  | { readonly as: 'session'; readonly value: unknown }
  | { readonly as: 'object'; readonly value: unknown }
  | { readonly as: 'nobody' };

/** May this user do this? */
export interface Question {
  /** The key of the entry. */
  readonly entry: string;
  readonly user: AskedUser;
  /** The strategy of the login. */
  readonly strategy?: string;
  /** Milliseconds since the login. */
  readonly age: number;
  /** Where the request goes, where it has parameters to fill in. */
  readonly path?: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, where there is one. */
  readonly body?: object;
}

/**
 * The question in the fields of the form.
 *
 * @throws PageRefusal
 */
export function questionOf(fields: Readonly<Record<string, string | undefined>>): Question {
  const { entry = '', strategy, path } = fields;
  return {
    entry,
    user: askedUser(fields.as, fields.value?.trim() ?? ''),
    strategy: strategy || undefined,
    age: ageOf(fields.age?.trim() ?? ''),
    path: path ? pathOf(path.trim()) : undefined,
    headers: headersOf(fields.headers ?? ''),
    body: bodyOf(fields.body?.trim() ?? ''),
  };
}

function askedUser(as: string | undefined, text: string): AskedUser {
  if (as === 'nobody') return { as };
  if (as !== 'session' && as !== 'object') throw new PageRefusal(400, 'Say who asks: a session, an object or nobody');
  if (!text) throw new PageRefusal(400, 'Say who the user is, or choose “nobody”');
  try {
    return { as, value: JSON.parse(text) as unknown };
  } catch {
    if (as === 'session') return { as, value: text };
    throw new PageRefusal(400, 'The user is no JSON');
  }
}

function ageOf(text: string): number {
  if (!text || text === 'now' || text === '0') return 0;
  const age = milliseconds(text);
  if (age === undefined) throw new PageRefusal(400, 'Say how long ago as “now”, “10m” or “2 hours”');
  return age;
}

function pathOf(path: string): string {
  if (/^\/(?!\/)[\x21-\x7e]*$/.test(path)) return path;
  throw new PageRefusal(400, 'An address begins with one “/” and is written as browsers send it');
}

function headersOf(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of text.split(/\r?\n/).filter(Boolean)) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*([\t\x20-\x7e\x80-\xff]*)$/.exec(line.trim()) ?? [];
    if (name === undefined) throw new PageRefusal(400, 'A header is written as “Name: value”, one a line');
    // What the session holds is said above.
    if (name.toLowerCase() === 'cookie') throw new PageRefusal(400, 'Say what the session holds instead of a Cookie');
    headers[name.toLowerCase()] = value;
  }
  return headers;
}

// As Egg's body parser takes it.
function bodyOf(text: string): object | undefined {
  if (!text) return undefined;
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // It is none.
  }
  throw new PageRefusal(400, 'A body is an object or a list, as JSON');
}
