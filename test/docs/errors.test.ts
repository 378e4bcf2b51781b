import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');

describe('docs/errors.md', () => {
  const tables = rowCodes();
  const rows = new Set(tables.flat());
  const codes = sourceCodes();

  it('has a row for every code of an error', () => {
    assert.ok(codes.size);
    assert.deepEqual(
      [...codes].filter(code => !rows.has(code)),
      [],
    );
  });

  it('has no row for a code that no error has', () => {
    assert.deepEqual(
      [...rows].filter(code => !codes.has(code)),
      [],
    );
  });

  it('has one row for a code in each of its tables', () => {
    assert.equal(tables.length, 2);
    for (const table of tables) assert.deepEqual(doubles(table), []);
  });
});

/** The codes in the first column of each table. */
function rowCodes(): string[][] {
  const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
  const tables = page.split(/^## /m).map(part => [...part.matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code));
  return tables.filter(table => table.length);
}

const doubles = (codes: readonly string[]): string[] => codes.filter((code, index) => codes.indexOf(code) !== index);

/** Every code in `src/`. */
function sourceCodes(): Set<string> {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  return new Set(files.filter(file => file.endsWith('.ts')).flatMap(codesOf));
}

function codesOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, 'src', file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (saysCodes(node)) found.push(...literals(node));
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `code: '…'`, the default of a parameter `code`, `type SomeCode = …`, what `codeOf` answers, and the code that `refuse` is given. */
function saysCodes(node: ts.Node): boolean {
  const isNamed = (name: RegExp): boolean => name.test((node as { name?: ts.Node }).name?.getText() ?? '');
  switch (node.kind) {
    case ts.SyntaxKind.PropertyAssignment:
    case ts.SyntaxKind.PropertySignature:
    case ts.SyntaxKind.BindingElement:
      return isNamed(/^code$/);
    case ts.SyntaxKind.TypeAliasDeclaration:
      return isNamed(/Code$/);
    case ts.SyntaxKind.FunctionDeclaration:
      return isNamed(/^codeOf$/);
    case ts.SyntaxKind.StringLiteral:
      return ts.isCallExpression(node.parent) && node.parent.expression.getText() === 'refuse';
    default:
      return false;
  }
}

function literals(node: ts.Node): string[] {
  if (ts.isStringLiteral(node)) return [node.text];
  const found: string[] = [];
  ts.forEachChild(node, child => void found.push(...literals(child)));
  return found;
}
