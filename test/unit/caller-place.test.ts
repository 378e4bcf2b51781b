import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callerPlace } from '#src/passport/map/callerPlace';

type Caller = (callee: typeof callerPlace) => ReturnType<typeof callerPlace>;

describe('the place of a caller', () => {
  let dir: string;
  let callers: Caller[];
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'my application (1) '));
    const file = join(dir, 'callers.js');
    writeFileSync(
      file,
      'module.exports = [\n  callee => callee(),\n  function named(callee) { return callee(); },\n];',
    );
    callers = require(file) as Caller[];
  });
  after(() => rmSync(dir, { recursive: true }));

  it('is known in a folder with spaces and parentheses, with a name of the function and without', () => {
    const [nameless, named] = callers;
    assert.deepEqual(nameless(callerPlace)(), { file: join(dir, 'callers.js'), line: 2 });
    assert.deepEqual(named(callerPlace)(), { file: join(dir, 'callers.js'), line: 3 });
  });
});
