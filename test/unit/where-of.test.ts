import assert from 'node:assert/strict';
import { whereOf } from '#src/container/whereOf';

class Renamed {
  readonly is = 'renamed';
}
class Hidden {
  readonly is = 'hidden';
}
export class Named {
  readonly is = 'named';
}
export { Renamed as Other };

describe('where a class stands that tegg does not know', () => {
  it('is the file that exports it, by its own name or by another', () => {
    assert.deepEqual(whereOf(Named), { className: 'Named', method: undefined, file: __filename });
    assert.deepEqual(whereOf(Renamed, 'show'), { className: 'Renamed', method: 'show', file: __filename });
  });

  it('is no file, where none exports it', () => {
    assert.equal(whereOf(Hidden).file, undefined);
  });

  it('asks no getter, which may do anything', () => {
    const asked = {
      get Hidden(): unknown {
        throw new Error('a getter was asked');
      },
    };
    const own = require.cache[__filename];
    assert.ok(own);
    const { exports } = own;
    own.exports = asked;
    try {
      assert.equal(whereOf(Hidden).file, undefined);
    } finally {
      own.exports = exports;
    }
  });
});
