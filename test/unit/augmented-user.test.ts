import assert from 'node:assert/strict';
import { join } from 'node:path';
import ts from 'typescript';

// An augmentation is global: beside the other sources it would type their users too. So this one is
// compiled in a program of its own. A line under `@ts-expect-error` must not compile.
const SOURCE = `
import type { Context } from 'egg';
import { Authenticated, AuthService, CurrentUser, Login, type AuthOutcome, type User } from 'tegg-passport';
import { holds, type Equal } from './Equal';

declare module 'tegg-passport' {
  interface AuthUser {
    id: string;
    name: string;
  }
}

type Augmented = { id: string; name: string };

holds<User extends Augmented ? true : false>();
holds<Equal<Context['user'], User>>();
holds<Equal<AuthService['user'], User>>();
holds<Equal<Extract<AuthOutcome, { type: 'success' }>['user'], User>>();

export class Guarded {
  @Authenticated()
  same(@CurrentUser() _user: User): void {}

  @Authenticated()
  wider(@CurrentUser() _user: { id: string }, _other: number): void {}

  @Login('local')
  second(_other: number, @CurrentUser() _user: Augmented): void {}

  // @ts-expect-error the user has no role
  @Authenticated() narrower(@CurrentUser() _user: Augmented & { role: string }): void {}

  // @ts-expect-error the user is no string
  @Authenticated() other(@CurrentUser() _user: string): void {}

  // A union that the user fits.
  @Authenticated()
  union(@CurrentUser() _user: Augmented | null): void {}

  unknown(@CurrentUser() _user: unknown): void {}

  @Authenticated({ optional: true })
  perhaps(@CurrentUser({ optional: true }) _user: User | undefined, @CurrentUser({ optional: true }) _again?: Augmented): void {}

  // @ts-expect-error there may be no user
  @Authenticated({ optional: true }) sure(@CurrentUser({ optional: true }) _user: User): void {}

  @Authenticated()
  certain(@CurrentUser({ optional: false }) _user: User): void {}
}

export async function use(ctx: Context, authService: AuthService): Promise<void> {
  const name: string = ctx.user.name + authService.user.name;
  await ctx.login({ id: '1', name });
  await authService.login({ id: '1', name });
  // @ts-expect-error no such property
  void ctx.user.email;
  // @ts-expect-error the user has a name
  await authService.login({ id: '1' });
  // @ts-expect-error the user has a name
  await authService.runAs({ id: '1' }, () => undefined);
}
`;

describe('an augmented AuthUser', () => {
  it('types ctx.user, AuthService and @CurrentUser', function () {
    this.timeout(60_000);
    const file = join(__dirname, '../types/augmented.ts');
    const project = join(__dirname, '../tsconfig.json');
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(project, path => ts.sys.readFile(path)).config,
      ts.sys,
      join(__dirname, '..'),
    );
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists, readFile } = host;
    host.getSourceFile = (path, version, ...rest) =>
      path === file ? ts.createSourceFile(path, SOURCE, version) : getSourceFile(path, version, ...rest);
    host.fileExists = path => path === file || fileExists(path);
    host.readFile = path => (path === file ? SOURCE : readFile(path));
    const program = ts.createProgram([file], options, host);
    const problems = ts.getPreEmitDiagnostics(program).map(({ messageText, start = 0 }) => {
      const line = SOURCE.slice(0, start).split('\n').at(-1);
      return `${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    assert.deepEqual(problems, []);
    assert.ok(program.getSourceFile(file)?.text.includes('@ts-expect-error'));
  });
});
