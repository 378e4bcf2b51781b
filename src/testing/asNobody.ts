import { Agent } from './Agent';
import { Mocks } from './Mocks';
import type { TestApplication } from './TestApplication';

/** Takes back whom requests come from, and gives the requests of a new agent that is nobody. */
export function asNobody(app: TestApplication): unknown {
  Mocks.end(app);
  return new Agent(app).requests();
}
