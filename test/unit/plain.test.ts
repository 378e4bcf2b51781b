import assert from 'node:assert/strict';
import { plain } from '#src/passport/map/plain';

describe('plain data', () => {
  it('keeps what JSON knows, without what is not there', () => {
    const data = { text: 'a', list: [1, null, { deep: true }], nothing: undefined };
    assert.deepEqual(plain(data), { text: 'a', list: [1, null, { deep: true }] });
  });

  it('says the rest as text', () => {
    const odd = [1n, Symbol('s'), /x/g, NaN, undefined, function named() {}, new Date(0), new Error('no')];
    assert.deepEqual(plain(odd), [
      '1',
      'Symbol(s)',
      '/x/g',
      'NaN',
      null,
      '[function named]',
      '1970-01-01T00:00:00.000Z',
      'Error: no',
    ]);
  });

  it('says sets and maps as lists, so that another one looks otherwise', () => {
    const set = new Set<unknown>(['a', { b: new Map([['c', 1]]) }]);
    assert.deepEqual(plain({ set, twice: set }), {
      set: ['a', { b: [['c', 1]] }],
      twice: ['a', { b: [['c', 1]] }],
    });
    set.add(set);
    assert.deepEqual(plain([set]), [['a', { b: [['c', 1]] }, '[circular]']]);
  });

  it('says where data goes in a circle, and keeps what stands twice', () => {
    const shared = { a: 1 };
    const circle: Record<string, unknown> = { shared, again: shared };
    circle.self = circle;
    circle.list = [circle, shared];
    assert.deepEqual(plain(circle), {
      shared: { a: 1 },
      again: { a: 1 },
      self: '[circular]',
      list: ['[circular]', { a: 1 }],
    });
  });
});
