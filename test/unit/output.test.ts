import assert from 'node:assert/strict';
import fs, { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mm from 'egg-mock';
import { Output } from '#src/cli/Output';

describe('the output of the command', () => {
  let dir: string;
  let fd: number;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'output-'));
  });
  beforeEach(() => {
    fd = openSync(join(dir, 'file'), 'w');
  });
  afterEach(() => {
    mm.restore();
    closeSync(fd);
  });
  after(() => rmSync(dir, { recursive: true }));

  const write = (text: string): string => {
    new Output(fd).write(text);
    return readFileSync(join(dir, 'file'), 'utf8');
  };
  const fails = (code: string): void => {
    throw Object.assign(new Error(code), { code });
  };

  it('writes all, also where the file takes a part at a time, or nothing for a while', () => {
    const { writeSync } = fs;
    let calls = 0;
    mm(fs, 'writeSync', (to: number, bytes: Buffer) => {
      calls++;
      return calls % 2 ? fails('EAGAIN') : writeSync(to, bytes.subarray(0, 3));
    });
    assert.equal(write('四 of them'), '四 of them');
    assert.equal(calls, 8);
  });

  it('ends where nobody reads any more', () => {
    mm(fs, 'writeSync', () => fails('EPIPE'));
    assert.equal(write('text'), '');
  });

  it('fails where nothing can be written', () => {
    mm(fs, 'writeSync', () => fails('ENOSPC'));
    assert.throws(() => write('text'), /ENOSPC/);
  });

  it('knows no columns of a file', () => assert.deepEqual(new Output(fd).screen, {}));
});
