import type { Application } from 'egg';

/** What of ioredis is used. */
export interface Redis {
  set(key: string, value: string, unit: 'PX', time: number, condition: 'NX'): Promise<'OK' | null>;
  hset(key: string, field: string, value: string): Promise<unknown>;
  hget(key: string, field: string): Promise<string | null>;
  hgetall(key: string): Promise<Record<string, string>>;
  hdel(key: string, field: string): Promise<unknown>;
  pexpire(key: string, time: number): Promise<unknown>;
}

/** The Redis in which egg-session-redis keeps an application's sessions; nothing, where they are elsewhere. */
export function sessionRedis(app: Application): Redis | undefined {
  const { plugins, config } = app as unknown as {
    plugins: { sessionRedis?: { enable: boolean } };
    config: { sessionRedis?: { name?: string } };
  };
  if (!plugins.sessionRedis?.enable) return undefined;
  const { redis } = app as unknown as { redis: Redis & { get(name: string): Redis } };
  const name = config.sessionRedis?.name;
  return name ? redis.get(name) : redis;
}
