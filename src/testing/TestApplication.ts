import type { Application, Context } from 'egg';
import type { MOCKS, Mocks } from './Mocks';

/** What egg-mock makes of the application in tests. */
export interface TestApplication extends Application {
  [MOCKS]?: Mocks;
  mm(target: object, property: PropertyKey, value: unknown): void;
  mockContext(): Context;
  httpRequest(): unknown;
}
