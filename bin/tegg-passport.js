#!/usr/bin/env node
'use strict';

const { main } = require('../dist/tegg-passport/cli/main.js');

let answer;

// An application may end the process while it boots: nothing was found then, and nothing was checked.
process.on('exit', () => {
  if (answer !== undefined) return;
  process.stderr.write('tegg-passport: the process has ended before the map was there\n');
  process.exitCode ||= 1;
});

process.stdout.on('error', err => {
  // Whoever reads less than all of it, as head does, has what they wanted.
  if (err.code === 'EPIPE') return;
  process.stderr.write(`tegg-passport: ${err.message}\n`);
  answer ||= 1;
});

main(process.argv.slice(2)).then(code => {
  answer ||= code;
  // Applications leave connections and timers behind.
  process.stdout.write('', () => process.exit(answer));
});
