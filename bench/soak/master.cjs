// The program of a process of its own: the application under egg-cluster, with two workers, as in production.
const { join } = require('node:path');
const egg = require('egg');

egg.startCluster({
  baseDir: join(__dirname, 'app'),
  workers: 2,
  port: Number(process.argv[2]),
  hostname: '127.0.0.1',
  // Only then a dead worker is replaced.
  env: 'prod',
});
