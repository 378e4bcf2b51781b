// Node.js 22.18 and later take types away by themselves, and know no decorators: ts-node is to read the tests.
const ownTypes = process.allowedNodeEnvironmentFlags.has('--experimental-strip-types');

module.exports = {
  require: ['./test/support/register.js'],
  spec: ['test/unit/**/*.test.ts', 'test/app/**/*.test.ts', 'test/docs/**/*.test.ts', 'test/fuzz/**/*.test.ts'],
  timeout: 30000,
  exit: true,
  ...(ownTypes ? { 'node-option': ['no-experimental-strip-types'] } : {}),
};
