const { execFileSync } = require('node:child_process');

// Runs tests and the fixture applications from their TypeScript sources; tegg needs the types that tsc leaves behind.
process.env.EGG_TYPESCRIPT = 'true';
process.env.NODE_ENV = 'test';
// Refusals and faults are what is tested: their log lines would bury the report.
process.env.EGG_LOG ??= 'NONE';
process.env.EGG_SERVER_ENV ??= 'unittest';
// The port between the processes of an application, which `@eggjs/mcp-proxy` leaves to its library: two runs
// of these tests on one machine would share that library's own.
process.env.NODE_CLUSTER_CLIENT_PORT ??= execFileSync(process.execPath, [`${__dirname}/freePort.mjs`], {
  encoding: 'utf8',
});
require('ts-node').register({
  project: `${__dirname}/../tsconfig.json`,
  transpileOnly: true,
  transpiler: `${__dirname}/transpiler.js`,
});
