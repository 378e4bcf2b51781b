import type { Application } from 'egg';
import { WiringError } from '../../decorator/WiringError';
import type { Counts } from './Counts';
import { LimiterCounts } from './LimiterCounts';

/** What Egg and egg-redis say of their clients. */
interface WithRedis {
  readonly plugins: { readonly redis?: { readonly enable: boolean } };
  readonly config: { readonly redis?: { readonly client?: object; readonly clients?: object } };
  readonly redis?: { get(name: string): unknown };
}

const PREFIX = 'passport:throttle';

/**
 * Counts in Redis, where egg-redis is enabled: one for all machines.
 *
 * @param name the client, where there are several
 * @throws WiringError `throttle_options`
 */
export function countsInRedis(app: Application, name: string | undefined): Counts | undefined {
  const { plugins, config, redis } = app as unknown as WithRedis;
  if (!plugins.redis?.enable || !redis) {
    if (name === undefined) return undefined;
    throw wrong('names a client, and there is no egg-redis', 'Enable egg-redis, or take `client` away');
  }
  const several = !config.redis?.client;
  const client = several && name !== undefined ? redis.get(name) : redis;
  if (several !== (name !== undefined) || !client) {
    const names = Object.keys(config.redis?.clients ?? {}).join(', ');
    throw several
      ? wrong(`names ${name === undefined ? 'no client' : `'${name}'`} of egg-redis`, `Name one of ${names}`)
      : wrong('names a client, and egg-redis has only one', 'Take `client` away');
  }
  const { RateLimiterRedis } = require('rate-limiter-flexible') as typeof import('rate-limiter-flexible');
  // Points and time are said with each question. No block in memory: this worker would not hear that
  // another has cleared the count.
  const options = { storeClient: client, points: 1, duration: 1, keyPrefix: PREFIX, rejectIfRedisNotReady: true };
  return new LimiterCounts(new RateLimiterRedis(options));
}

function wrong(problem: string, fix: string): WiringError {
  return new WiringError(`\`config.passport.throttle\` ${problem}`, { code: 'throttle_options', fix });
}
