import assert from 'node:assert/strict';
import { join } from 'node:path';
import ts from 'typescript';
import { commentSamples, documentSamples, type Sample } from './samples';

// What examples in doc comments, which are fragments, may take for granted.
const PRELUDE = `
import mm from 'egg-mock';
import { AccessLevel, HTTPController, HTTPMethod, HTTPMethodEnum, Inject, SingletonProto } from '@eggjs/tegg';
import type { Application, Context } from 'egg';
import { Authenticated, AuthenticationError, AuthorizationError, AuthPolicy, AuthService, AuthVerifier, CurrentUser, Login,
  PassportError, policy, Public, Roles, Strategy, ThrottledError, WiringError, type AuthUser, type PolicyHandler, type StrategyHandler,
  type ValidateArgs, type Verifier } from 'tegg-passport';
import { PasswordHasher } from 'tegg-passport';
import { checkStrategy, checkVerifier } from 'tegg-passport/testing';
declare const app: Application;
declare const authService: AuthService;
declare const account: { id: string };
`;

describe('code samples of the documentation', function () {
  this.timeout(120_000);

  it('compile, every ts block of the README and docs', () => {
    assert.deepEqual(compileErrors(documentSamples().filter(isTypeScript)), []);
  });

  it('compile, every example of a doc comment', () => {
    assert.deepEqual(compileErrors(commentSamples().filter(isTypeScript), { prelude: PRELUDE }), []);
  });

  it('parse, every json block', () => {
    for (const { code } of documentSamples().filter(({ language }) => language === 'json')) assert.ok(JSON.parse(code));
  });

  it('notices a sample that does not compile', () => {
    const wrong = { where: 'nowhere', language: 'ts', code: "import { Nothing } from 'tegg-passport';\nNothing();" };
    assert.equal(compileErrors([wrong]).length, 1);
  });
});

function isTypeScript({ language }: Sample): boolean {
  return language === 'ts';
}

/** Compiles each sample as a file of its own, in the settings of an application. */
function compileErrors(samples: Sample[], { prelude = '' } = {}): string[] {
  // One augmentation of AuthUser would reach all the other samples.
  const alone = samples.filter(({ code }) => code.includes('declare module'));
  const together = samples.filter(sample => !alone.includes(sample));
  return [together, ...alone.map(sample => [sample])].flatMap(group => compile(group, prelude));
}

function compile(samples: Sample[], prelude: string): string[] {
  const configPath = join(__dirname, '../tsconfig.json');
  const config = ts.readConfigFile(configPath, file => ts.sys.readFile(file)).config as { compilerOptions: object };
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, compilerOptions: { ...config.compilerOptions, noUnusedLocals: false, noUnusedParameters: false } },
    ts.sys,
    join(__dirname, '..'),
  );
  const files = new Map(samples.map((sample, index) => [join(__dirname, `sample-${index}.ts`), sample]));
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  const text = (file: string): string | undefined => {
    const sample = files.get(file);
    return sample && `${prelude}${sample.code}\nexport {};\n`;
  };
  host.readFile = file => text(file) ?? readFile(file);
  host.fileExists = file => files.has(file) || fileExists(file);
  host.getSourceFile = (file, version, ...rest) => {
    const source = text(file);
    return source === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, source, version);
  };
  const program = ts.createProgram([join(__dirname, 'untyped.d.ts'), ...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const where = file && (files.get(file.fileName)?.where ?? file.fileName);
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}
