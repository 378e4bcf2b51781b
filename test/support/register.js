// Runs tests and the fixture applications from their TypeScript sources; tegg needs the types that tsc leaves behind.
process.env.EGG_TYPESCRIPT = 'true';
process.env.NODE_ENV = 'test';
process.env.EGG_SERVER_ENV ??= 'unittest';
require('ts-node').register({ project: `${__dirname}/../tsconfig.json`, transpileOnly: true });
