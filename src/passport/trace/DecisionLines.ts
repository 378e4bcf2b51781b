import createDebug from 'debug';
import { asciiJson } from '../asciiJson';
import type { Call } from './Call';
import type { Decision } from './Decision';
import type { Observed, Observer } from './Observer';

const debugs = {
  strategy: createDebug('tegg-passport:strategy'),
  verifier: createDebug('tegg-passport:verifier'),
  policy: createDebug('tegg-passport:policy'),
};

/** One line a decision, with `DEBUG=tegg-passport*`. */
export class DecisionLines implements Observer {
  /** Whether anybody wants to read them. */
  static areWanted(): boolean {
    return Object.values(debugs).some(({ enabled }) => enabled);
  }

  begin(call: Call): Observed | undefined {
    const { kind } = call;
    const debug = kind === 'strategy' || kind === 'policy' ? debugs[kind] : debugs.verifier;
    if (!debug.enabled) return undefined;
    const began = performance.now();
    return { end: decision => debug('%s', lineOf(call, decision, performance.now() - began)) };
  }
}

function lineOf({ kind, name }: Call, { outcome, status, code, error }: Decision, took: number): string {
  const words = [
    kind === 'strategy' || kind === 'policy' ? undefined : kind,
    printable(name),
    outcome,
    status && `status=${status}`,
    code && `code=${code}`,
    error && `error=${printable(error)}`,
    `${took.toFixed(1)}ms`,
  ];
  return words.filter(Boolean).join(' ');
}

const LONGEST = 80;
const PLAIN = /^[\w.$@:/-]+$/;

// A name is one word of one line, whatever is in it.
function printable(name: string): string {
  const short = String(name).slice(0, LONGEST);
  return PLAIN.test(short) ? short : asciiJson(short);
}
