module.exports = {
  keys: 'soak',
  security: { csrf: { enable: false } },
  // The faults are the load's: each would be a line, with a stack.
  logger: { level: 'NONE', consoleLevel: 'NONE', coreLogger: { consoleLevel: 'NONE' } },
  redis: { client: { host: '127.0.0.1', port: Number(process.env.REDIS_PORT), password: '', db: 0 } },
};
