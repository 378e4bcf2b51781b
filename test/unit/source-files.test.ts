import assert from 'node:assert/strict';
import { SourceFiles } from '#src/passport/map/SourceFiles';

describe('the sources of a map', () => {
  it('looks for the file of a class once, and not again where there is none', () => {
    const files = new SourceFiles();
    const asked: string[] = [];
    const find = (file: string | undefined) => () => {
      asked.push(String(file));
      return file;
    };
    for (let time = 0; time < 2; time++) {
      assert.equal(files.fileOf(SourceFiles, find('a.ts')), 'a.ts');
      assert.equal(files.fileOf(Map, find(undefined)), undefined);
    }
    assert.deepEqual(asked, ['a.ts', 'undefined']);
  });

  it('has no lines of a file that is not there', () => {
    assert.equal(new SourceFiles().lineOf('/not/there.ts', 'A'), undefined);
  });
});
