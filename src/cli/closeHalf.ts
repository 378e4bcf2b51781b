import { inspect } from 'node:util';
import { within } from '../passport/session/within';

// As long as Egg's master waits for a worker.
const TIME = 5000;

/** Closes half of an application: what goes wrong here, or hangs, is told and changes nothing of what was found. */
export async function closeHalf(half: { close(): Promise<void> }): Promise<void> {
  const time = Number(process.env.EGG_MASTER_CLOSE_TIMEOUT) || TIME;
  try {
    await within(time, half.close(), () => new Error(`It took more than ${time} ms`));
  } catch (err) {
    process.stderr.write(`tegg-passport: the application did not close: ${inspect(err)}\n`);
  }
}
