// The program of a child process: a cluster of an application with two workers, until it is told to end.
'use strict';

const path = require('node:path');
const egg = require('egg');

const [name, port] = process.argv.slice(2);
egg.startCluster({
  baseDir: path.join(__dirname, '../fixtures/apps', name),
  workers: 2,
  port: Number(port),
  hostname: '127.0.0.1',
  // Only then a dead worker is replaced.
  env: 'prod',
});
