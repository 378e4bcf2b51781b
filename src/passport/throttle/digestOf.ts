import { createHmac } from 'node:crypto';
import type { Application } from 'egg';

// 132 bits.
const LENGTH = 22;

/** Names for texts, that nobody finds back from them who has not the application's keys. */
export function digestOf(app: Application): (...texts: readonly string[]) => string {
  let secret: string | undefined;
  return (...texts) => {
    // An application without cookies need not have keys; one that has them may fetch them late.
    secret ??= `${app.name} ${app.config.keys ? (app.keys as string[])[0] : ''}`;
    return createHmac('sha256', secret).update(JSON.stringify(texts)).digest('base64url').slice(0, LENGTH);
  };
}
