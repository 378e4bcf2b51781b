#!/usr/bin/env node
'use strict';

const { main } = require('../dist/tegg-passport/cli/main.js');

// Whoever reads less than all of it, as head does, has what they wanted.
process.stdout.on('error', () => process.exit());

main(process.argv.slice(2)).then(code => {
  // Applications leave connections and timers behind.
  process.stdout.write('', () => process.exit(code));
});
