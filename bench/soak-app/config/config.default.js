module.exports = {
  keys: 'soak',
  security: { csrf: { enable: false } },
  logger: { level: 'NONE', consoleLevel: 'NONE', coreLogger: { consoleLevel: 'NONE' } },
  redis: { client: { host: '127.0.0.1', port: Number(process.env.REDIS_PORT), password: '', db: 0 } },
  passport: { session: { timeout: 300 } },
};
