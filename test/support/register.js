// Runs tests and the fixture applications from their TypeScript sources; tegg needs the types that tsc leaves behind.
process.env.EGG_TYPESCRIPT = 'true';
process.env.NODE_ENV = 'test';
// Refusals and faults are what is tested: their log lines would bury the report.
process.env.EGG_LOG ??= 'NONE';
process.env.EGG_SERVER_ENV ??= 'unittest';
require('ts-node').register({
  project: `${__dirname}/../tsconfig.json`,
  transpileOnly: true,
  transpiler: `${__dirname}/transpiler.js`,
});
