import assert from 'node:assert/strict';
import { pathTemplates } from '#src/passport/openapi/pathTemplates';
import { schemeKeys } from '#src/passport/openapi/schemeKeys';
import { securityScheme } from '#src/passport/openapi/securityScheme';
import { securityOf } from '#src/passport/openapi/securityOf';
import type { MapAccess, MapEntry } from '#src/passport/map/PassportMap';

const authenticate = (): void => {};

describe('path templates', () => {
  const TEMPLATES: Record<string, string[]> = {
    '/': ['/'],
    '': ['/'],
    '/users': ['/users'],
    '/users/': ['/users'],
    '/users/:id': ['/users/{id}'],
    '/users/:id(\\d+)/posts/:post_2': ['/users/{id}/posts/{post_2}'],
    '/users/:id?': ['/users', '/users/{id}'],
    '/:a?/:b?': ['/', '/{b}', '/{a}', '/{a}/{b}'],
    '/files/:name.:ext': ['/files/{name}.{ext}'],
    '/files/:path*': [],
    '/files/:path+': [],
    '/files/(.*)': [],
    '/files/*': [],
    '(.*)': [],
    'no-slash': [],
    '/a/{b}': [],
  };
  for (const [path, templates] of Object.entries(TEMPLATES)) {
    it(`of ${JSON.stringify(path)}`, () => assert.deepEqual(pathTemplates(path), templates));
  }
});

describe('the scheme of a strategy', () => {
  const schemeOf = (name: string, challenge: string, own?: object): object =>
    securityScheme({ name, challenge, strategy: { authenticate, ...own } });

  it("is that of its challenge, and of a passport package's name where the challenge is ours", () => {
    assert.deepEqual(schemeOf('token', 'Bearer realm="a"'), { type: 'http', scheme: 'bearer' });
    assert.deepEqual(schemeOf('admin', 'Basic realm="a"'), { type: 'http', scheme: 'basic' });
    assert.deepEqual(schemeOf('basic', 'Session realm="a"', { name: 'basic' }), { type: 'http', scheme: 'basic' });
    const jwt = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' };
    assert.deepEqual(schemeOf('jwt', 'Jwt realm="a"', { name: 'jwt' }), jwt);
    assert.deepEqual(schemeOf('my-api', 'MyApi realm="a"', { name: 'jwt' }), jwt);
    assert.deepEqual(schemeOf('my-api', 'Token', { name: 'jwt' }), { type: 'http', scheme: 'Token' });
    assert.deepEqual(schemeOf('api-key', 'ApiKey'), { type: 'http', scheme: 'ApiKey' });
    assert.deepEqual(schemeOf('constructor', 'Constructor'), { type: 'http', scheme: 'Constructor' });
  });

  it('is an authorization code flow where both URLs of the provider are known', () => {
    const urls = { _authorizeUrl: 'https://p.example/a', _accessTokenUrl: 'https://p.example/t' };
    assert.deepEqual(schemeOf('github', 'Github', { _oauth2: { ...urls, _clientSecret: 'the secret' } }), {
      type: 'oauth2',
      flows: {
        authorizationCode: { authorizationUrl: 'https://p.example/a', tokenUrl: 'https://p.example/t', scopes: {} },
      },
    });
    assert.deepEqual(schemeOf('github', 'Github', { _oauth2: { ...urls, _accessTokenUrl: undefined } }), {
      type: 'http',
      scheme: 'Github',
    });
  });
});

describe('the names of schemes', () => {
  it('are such as OpenAPI takes, each once', () => {
    const keys = schemeKeys(['api key', 'api-key', 'session', 'api/key', 'session', '']);
    assert.deepEqual(
      [...keys],
      [
        ['api key', 'api-key.2'],
        ['api-key', 'api-key'],
        ['session', 'session'],
        ['api/key', 'api-key.3'],
        ['', 'strategy'],
      ],
    );
  });

  it('of two strategies are two, whatever they are called', () => {
    for (const names of [
      ['x.2', 'x'],
      ['x.2', 'x', 'x!', 'x-'],
      ['x!', 'x?', 'x-.2', 'x-'],
      ['-.2', '!', '-'],
    ]) {
      const keys = [...schemeKeys(names).values()];
      assert.equal(new Set(keys).size, names.length, keys.join());
    }
  });
});

describe('the security of routes', () => {
  const guard = (strategies: string[], optional = false): MapAccess => ({
    type: 'guard',
    guard: { strategies, optional, policies: [] },
  });
  const route = (path: string, access: MapAccess, more: Partial<MapEntry> = {}): MapEntry => ({
    kind: 'route',
    verbs: ['GET'],
    path,
    access,
    ...more,
  });
  const of = (...entries: MapEntry[]): unknown => {
    const map = {
      strategies: [],
      policies: [],
      entries,
      chains: { verify: [], serialize: [], deserialize: [], stamp: [] },
    };
    const schemes = {
      of: (scheme: string) => ({ type: 'http' as const, scheme }),
      takesMore: (name: string) => name === 'local',
    };
    return securityOf(map, schemes).paths;
  };

  it('of two hosts on one path is what either of them wants', () => {
    assert.deepEqual(of(route('/a', guard(['x'])), route('/a', guard(['x', 'y']))), {
      '/a': { get: { security: [{ x: [] }, { y: [] }] } },
    });
    assert.deepEqual(of(route('/a', guard(['x'])), route('/a', { type: 'open' })), {
      '/a': { get: { security: [{ x: [] }, {}] } },
    });
    assert.deepEqual(of(route('/a', { type: 'open' }), route('/a', { type: 'public' })), {
      '/a': { get: { security: [] } },
    });
  });

  it('of paths that differ in the names of parameters stands under one of them', () => {
    assert.deepEqual(
      of(route('/a/:id', guard(['x'])), route('/a/:name', { type: 'open' }, { verbs: ['PUT', 'LINK'] })),
      {
        '/a/{id}': { get: { security: [{ x: [] }] }, put: { security: [] } },
      },
    );
  });

  it('of regular expressions and of what is no route is left out', () => {
    assert.deepEqual(
      of(route('/a/', guard(['x']), { regexp: true }), { kind: 'mcp', name: 'a', access: guard(['x']) }),
      {},
    );
  });

  it('of a login without a session is what its strategies want, and nothing where that is a form', () => {
    const login = (...strategies: string[]): MapAccess => ({ type: 'login', strategies, session: false });
    assert.deepEqual(of(route('/a', login('x', 'y')), route('/b', login('x', 'local'))), {
      '/a': { get: { security: [{ x: [] }, { y: [] }] } },
      '/b': { get: { security: [] } },
    });
  });
});
