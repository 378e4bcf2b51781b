import assert from 'node:assert/strict';
import { format, stripVTControlCharacters } from 'node:util';
import createDebug from 'debug';
import { logRefusal } from '#src/passport/logRefusal';

describe('the debug line of a refusal', () => {
  const lines: string[] = [];
  const { log } = createDebug;
  let namespaces: string;
  before(() => {
    namespaces = createDebug.disable();
    createDebug.enable('tegg-passport');
    createDebug.log = (...args: unknown[]) => void lines.push(format(...args));
  });
  after(() => {
    createDebug.log = log;
    createDebug.enable(namespaces);
  });

  it('is one line of printable ASCII, whatever words and status a strategy has taken from a request', () => {
    const reason = 'no user "\n\u0085\u2028\u009B2J\u202E';
    logRefusal([{ strategy: 'local', reason, status: 401n as never }]);
    assert.equal(lines.length, 1);
    const [, said] = /refused: ([ -~]+)/.exec(lines[0]) ?? [];
    assert.ok(lines[0].includes(said));
    assert.deepEqual(JSON.parse(said.replace(/ \+\d+ms$/, '')), [{ strategy: 'local', reason }]);
    assert.doesNotMatch(stripVTControlCharacters(lines[0]), /[^ -~]/);
  });
});
