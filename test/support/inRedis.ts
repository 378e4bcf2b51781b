import type { Files } from './generate';

/** What an application that is generated needs beside its own files to keep its sessions in a Redis. */
export const inRedis = (port: number): Files => ({
  'config/plugin.unittest.ts': `export default {
    redis: { enable: true, package: 'egg-redis' },
    sessionRedis: { enable: true, package: 'egg-session-redis' } };`,
  'config/config.unittest.ts': `export default {
    logger: { consoleLevel: 'NONE' },
    redis: { client: { host: '127.0.0.1', port: ${port}, password: '', db: 0 } } };`,
});
