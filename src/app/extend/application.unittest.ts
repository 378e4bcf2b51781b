import type { Context } from 'egg';
import { asNobody } from '../../testing/asNobody';
import { loginAs } from '../../testing/loginAs';
import type { LoginAsOptions } from '../../testing/LoginAsOptions';
import { mockStrategy } from '../../testing/mockStrategy';
import { mockUser, mockUserContext } from '../../testing/mockUser';
import { runAs } from '../../testing/runAs';
import type { TestApplication } from '../../testing/TestApplication';

/** What the plugin adds to the application in tests; described where it is declared, in `typings.ts`. */
export default {
  loginAs(this: TestApplication, user: unknown, options?: LoginAsOptions): Promise<unknown> {
    return loginAs(this, user, options);
  },

  asNobody(this: TestApplication): unknown {
    return asNobody(this);
  },

  mockUser(this: TestApplication, user?: unknown): void {
    mockUser(this, user);
  },

  mockUserContext(this: TestApplication, user?: unknown): Context {
    return mockUserContext(this, user);
  },

  mockStrategy(this: TestApplication, name: string, outcome: unknown): void {
    mockStrategy(this, name, outcome);
  },

  runAs<T>(
    this: TestApplication,
    user: unknown,
    fn: (ctx: Context) => T | Promise<T>,
    options?: LoginAsOptions,
  ): Promise<T> {
    return runAs(this, user, fn, options);
  },
};
