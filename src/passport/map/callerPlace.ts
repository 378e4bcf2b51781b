import { dirname, isAbsolute, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MapPlace } from './PassportMap';

type Frame = Required<Pick<MapPlace, 'file' | 'line'>>;

// What stands between a line of an application and us.
const BETWEEN = /[\\/]node_modules[\\/](?:@eggjs[\\/]router|egg-core|egg-mock)[\\/]/;
const FRAME = /^\s+at (?:.* \()?(.+):(\d+):\d+\)?$/;
const DEPTH = 30;

/** The place in the application, or in a plugin, that this call comes from. For boot: a stack is not cheap. */
export function callerPlace(): MapPlace {
  const [here, ...others] = frames();
  if (!here) return {};
  // Where this file is to the stack, which may be its source.
  const ours = resolve(dirname(here.file), '../..') + sep;
  return others.find(({ file }) => !file.startsWith(ours) && !BETWEEN.test(file)) ?? {};
}

// Out of the text: the lines of TypeScript sources are put into it by whoever compiles them.
function frames(): Frame[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEPTH;
  const { stack } = new Error('a stack');
  Error.stackTraceLimit = stackTraceLimit;
  return String(stack).split('\n').flatMap(frame);
}

function frame(text: string): Frame[] {
  const [, where, line] = FRAME.exec(text) ?? [];
  const file = where?.startsWith('file:') ? fileURLToPath(where) : where;
  return file && isAbsolute(file) ? [{ file, line: Number(line) }] : [];
}
