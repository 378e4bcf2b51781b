import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** A test that a page names. */
interface Named {
  readonly file: string;
  readonly title: string;
}

describe('docs/security.md', function () {
  this.timeout(120_000);
  const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
  const named = namedTests(page);

  it('names a test, or a page, for every rule', () => {
    const rules = page.split('\n').filter(line => /^\| (?!-|rule|fault|requirement)/.test(line));
    assert.ok(rules.length > 60, `only ${rules.length} rules`);
    const bare = rules.filter(line => !namedTests(line).length && !/\]\([\w.#/-]+\)/.test(line));
    assert.deepEqual(bare, []);
  });

  it('names tests that there are', () => {
    const files = [...new Set(named.map(({ file }) => file))];
    assert.deepEqual(
      files.filter(file => !existsSync(join(ROOT, file))),
      [],
    );
    const tests = testsOf(files);
    assert.deepEqual(
      named.filter(({ file, title }) => !tests[join(ROOT, file)]?.some(titles => isPart(title, titles))),
      [],
    );
  });

  it('names no test in any other way, which nobody would look for', () => {
    assert.equal(named.length, page.match(/\.test\.ts`/g)?.length);
  });

  it('and this test would notice one that is not there', () => {
    assert.deepEqual(namedTests('`test/unit/x.test.ts`: "a \\| b"'), [{ file: 'test/unit/x.test.ts', title: 'a | b' }]);
    const titles = ['sessions in Redis', 'a logout', 'ends every copy'];
    for (const title of ['sessions in Redis', 'a logout ends every copy', titles.join(' ')])
      assert.ok(isPart(title, titles));
    for (const title of ['ends', 'a logout ends', 'Redis a logout', '']) assert.ok(!isPart(title, titles));
  });
});

/** What stands in a page as `` `file`: "title" ``. */
function namedTests(text: string): Named[] {
  return [...text.matchAll(/`(test\/[\w/-]+\.test\.ts)`: "([^"]+)"/g)].map(([, file, title]) => ({
    file,
    title: title.replaceAll(/\\([|*_<>[\]`])/g, '$1'),
  }));
}

/** The tests of these files, by path: each as its titles. */
function testsOf(files: readonly string[]): Record<string, string[][]> {
  const args = [join(ROOT, 'test/support/titles.js'), ...files.map(file => join(ROOT, file))];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Record<string, string[][]>;
}

/** Whether a title is one of these, or some that follow each other. */
function isPart(title: string, titles: readonly string[]): boolean {
  return titles.some((_, from) =>
    titles.some((__, to) => from <= to && titles.slice(from, to + 1).join(' ') === title),
  );
}
