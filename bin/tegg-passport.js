#!/usr/bin/env node
'use strict';

const { spawn } = require('node:child_process');
const { join } = require('node:path');

// An application may print to its standard output by many ways, child processes of its own among them:
// that is our standard error, and ours is a file that it does not know.
const child = spawn(process.execPath, [...process.execArgv, join(__dirname, 'run.js'), ...process.argv.slice(2)], {
  stdio: ['inherit', 2, 2, 1],
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', err => {
  throw err;
});
child.on('exit', code => {
  process.exitCode = code ?? 1;
});
