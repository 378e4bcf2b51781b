import { createHash } from 'node:crypto';
import type { Context } from 'egg';
import type { Hook } from '../HookChain';

/** What the verifiers' stamps say of a user, as a hash: the session's cookie tells nobody more. */
export async function stampOf(steps: readonly Hook[], ctx: Context, user: unknown): Promise<string | undefined> {
  if (!steps.length) return undefined;
  const stamps: unknown[] = [];
  for (const step of steps) stamps.push(await step(ctx, user));
  return createHash('sha256').update(JSON.stringify(stamps)).digest('base64url');
}
