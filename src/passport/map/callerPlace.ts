import { dirname, isAbsolute, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MapPlace } from './PassportMap';

type Frame = Required<Pick<MapPlace, 'file' | 'line'>>;

// What stands between a line of an application and us.
const BETWEEN = /[\\/]node_modules[\\/](?:@eggjs[\\/]router|egg-core|egg-mock)[\\/]/;
// With the name of a function, or without. Folders may have spaces and parentheses.
const FRAME = /^\s+at (?:.*? \((.+):(\d+):\d+\)|(?:async )?(.+):(\d+):\d+)$/;
const DEPTH = 20;

/**
 * The place in the application, or in a plugin, that this call comes from. A stack costs little until
 * somebody reads it, so its text is made when the place is asked for.
 */
export function callerPlace(): () => MapPlace {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEPTH;
  const here = new Error('a stack');
  Error.stackTraceLimit = stackTraceLimit;
  return () => placeIn(String(here.stack));
}

// Out of the text: the lines of TypeScript sources are put into it by whoever compiles them.
function placeIn(stack: string): MapPlace {
  const [here, ...others] = stack.split('\n').flatMap(frame);
  if (!here) return {};
  // Where this file is to the stack, which may be its source.
  const ours = resolve(dirname(here.file), '../..') + sep;
  return others.find(({ file }) => !file.startsWith(ours) && !BETWEEN.test(file)) ?? {};
}

function frame(text: string): Frame[] {
  const [, named, namedLine, where = named, line = namedLine] = FRAME.exec(text) ?? [];
  const file = where?.startsWith('file:') ? fileURLToPath(where) : where;
  return file && isAbsolute(file) ? [{ file, line: Number(line) }] : [];
}
