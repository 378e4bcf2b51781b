// What runs behind `tegg-passport`, which see.
'use strict';

const { main } = require('../dist/tegg-passport/cli/main.js');
const { Output } = require('../dist/tegg-passport/cli/Output.js');

const OUTPUT = 3;
let answer;

// An application may end the process while it boots: nothing was found then, and nothing was checked.
process.on('exit', () => {
  if (answer !== undefined) return;
  process.stderr.write('tegg-passport: the process has ended before the map was there\n');
  process.exitCode ||= 1;
});

main(process.argv.slice(2), new Output(OUTPUT)).then(code => {
  answer = code;
  // Applications leave connections and timers behind.
  process.exit(code);
});
