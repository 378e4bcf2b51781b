import { inSession } from './inSession';
import type { TestApplication } from './TestApplication';

/** Takes a session away. It is no logout, of which this test would hear, and nobody is asked for its user. */
export async function endSession(app: TestApplication, cookie: string): Promise<void> {
  const end = async (ctx: object): Promise<void> => void Object.assign(ctx, { session: null });
  await inSession(app, end, { cookie, through: ['session'] });
}
