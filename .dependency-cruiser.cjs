// The five rooms, and the one way that imports go: from a later room to an earlier one.
const rooms = ['decorator', 'metadata', 'passport', 'container', 'app'];
const inRoom = room => (room === 'app' ? '^src/(app\\.ts|agent\\.ts|app/|config/|cli/|testing/)' : `^src/${room}/`);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rooms.slice(0, -1).map((room, index) => ({
      name: `${room}-imports-only-earlier-rooms`,
      severity: 'error',
      from: { path: inRoom(room) },
      to: { path: rooms.slice(index + 1).map(inRoom) },
    })),
    {
      name: 'metadata-knows-no-framework',
      comment: 'No egg, no passport.',
      severity: 'error',
      from: { path: '^src/metadata/' },
      to: { path: 'node_modules/(egg|koa|passport|@eggjs)' },
    },
    {
      name: 'engine-knows-no-tegg',
      severity: 'error',
      from: { path: '^src/passport/' },
      to: { path: 'node_modules/@eggjs' },
    },
    {
      name: 'engine-takes-only-types-from-decorators',
      comment: 'Decorators stand on tegg, which an application need not have. Errors and spans of time do not.',
      severity: 'error',
      from: { path: '^src/passport/' },
      to: {
        path: '^src/decorator/',
        pathNot: '/(PassportError|WiringError|duration)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'decorators-know-no-passport',
      severity: 'error',
      from: { path: '^src/decorator/' },
      to: { path: 'node_modules/passport' },
    },
    {
      name: 'nobody-imports-the-entry',
      comment: 'But for the type AuthUser, which must be declared there.',
      severity: 'error',
      from: { path: '^src/.+/' },
      to: { path: '^src/index\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
