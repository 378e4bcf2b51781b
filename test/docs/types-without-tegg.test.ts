import assert from 'node:assert/strict';
import { join } from 'node:path';
import ts from 'typescript';

const PACKAGE = join(__dirname, '../../dist/tegg-passport');

describe('the types of the package', function () {
  this.timeout(120_000);

  it('are whole in an application that does not have tegg, even where libraries are checked', () => {
    assert.deepEqual(errorsWithout('@eggjs/'), []);
  });

  it('miss a package that they stand on', () => {
    assert.notDeepEqual(errorsWithout('egg'), []);
  });
});

/** What does not compile in the package when modules of this name are not installed. */
function errorsWithout(missing: string): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    strict: true,
    noEmit: true,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, file, _redirected, all, source) =>
    literals.map(literal =>
      literal.text.startsWith(missing)
        ? { resolvedModule: undefined }
        : ts.resolveModuleName(
            literal.text,
            file,
            all,
            host,
            undefined,
            undefined,
            ts.getModeForUsageLocation(source, literal, all),
          ),
    );
  const program = ts.createProgram([join(PACKAGE, 'index.d.ts')], options, host);
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(PACKAGE));
  return own
    .flatMap(source => ts.getPreEmitDiagnostics(program, source))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
