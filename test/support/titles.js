// The program of a child process: says as JSON which tests the named files have, each as the titles that lead to it.
'use strict';

require('./register');
const Mocha = require('mocha');

const mocha = new Mocha();
for (const file of process.argv.slice(2)) mocha.addFile(file);
mocha.loadFiles();

const tests = {};
const walk = (suite, above) => {
  const titles = suite.root ? [] : [...above, suite.title];
  for (const test of suite.tests) (tests[test.file] ??= []).push([...titles, test.title]);
  for (const inner of suite.suites) walk(inner, titles);
};
walk(mocha.suite, []);
process.stdout.write(JSON.stringify(tests), () => process.exit());
