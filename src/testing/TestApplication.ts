import type { Application, Context } from 'egg';
import type { BEGUN, MOCKS, Mocks } from './Mocks';

/** What egg-mock makes of the application in tests. */
export interface TestApplication extends Application {
  [MOCKS]?: Mocks;
  [BEGUN]?: readonly Mocks[];
  mm(target: object, property: PropertyKey, value: unknown): void;
  mockContext(): Context;
  httpRequest(): unknown;
}
