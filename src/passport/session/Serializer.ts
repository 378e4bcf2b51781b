import type { Context } from 'egg';
import { PassportError } from '../../decorator/PassportError';
import type { HookChain } from '../HookChain';
import { isNobody } from '../isNobody';

/** Says what goes into the session for a user. */
export class Serializer {
  constructor(private readonly chain: HookChain) {}

  /** The user as the chain gets it: egg-passport drops the profile before it asks its hooks. */
  storable(user: unknown, strategy: string | undefined): unknown {
    // Without hooks the whole rest is stored.
    return this.chain.hasHooks || !this.chain.steps(strategy).length ? withoutProfile(user) : user;
  }

  /**
   * Runs the chain.
   *
   * @throws PassportError `serialize_failed`; what a hook or verifier throws
   */
  async serialize(ctx: Context, user: unknown, strategy: string | undefined): Promise<unknown> {
    const value = await this.chain.run(ctx, this.storable(user, strategy), strategy);
    if (!isNobody(value)) return value;
    throw new PassportError('serializeUser answered nothing for this user', { code: 'serialize_failed' });
  }

  /** All values that sessions of this user may hold: links that are limited to some strategies may say another one. */
  async all(ctx: Context, user: unknown): Promise<unknown[]> {
    const values = new Map<string, unknown>();
    for (const strategy of [undefined, ...this.chain.limitedTo()]) {
      const value = await this.chain.run(ctx, this.storable(user, strategy), strategy);
      if (!isNobody(value)) values.set(JSON.stringify(value), value);
    }
    return [...values.values()];
  }
}

// In place, as egg-passport does: a copy would not be the application's object any more.
function withoutProfile(user: unknown): unknown {
  if (typeof user !== 'object' || user === null || !(user as { profile?: unknown }).profile) return user;
  if (Reflect.set(user, 'profile', undefined)) return user;
  return { ...user, profile: undefined };
}
