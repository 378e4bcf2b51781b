import assert from 'node:assert/strict';
import type { OpenapiSecurity } from '#src/passport/openapi/OpenapiSecurity';
import { withApp, type Files } from '../support/generate';
import { controllers, get, inModule, post, running } from '../support/running';

const FILES: Files = {
  'config/config.default.ts': `export default {
    keys: 'generated', session: { key: 'APP_SESS' }, security: { csrf: { enable: false } },
    passportGithub: { key: 'the key', secret: 'the secret' },
  };`,
  'app/router.ts': `
    export default app => {
      app.passport.use('key', { authenticate() { this.pass(); } });
      app.all('/every', app.passport.authenticate('key', { session: false }));
      app.get(/^\\/pattern/, app.passport.public(), async () => {});
      app.get('/open', async () => {});
    };`,
  ...inModule('login', {
    Logins: `
    import { Strategy as LocalStrategy } from 'passport-local';
    import { Strategy as BearerStrategy } from 'passport-http-bearer';
    import { ExtractJwt, Strategy as JwtStrategy } from 'passport-jwt';
    import { Strategy as GitHubStrategy } from 'passport-github2';
    @Strategy('local', LocalStrategy) export class PasswordLogin { validate(name: string) { return { name }; } }
    @Strategy('token', BearerStrategy) export class TokenLogin { validate(token: string) { return { token }; } }
    @Strategy('jwt', JwtStrategy, { options: { jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: 'k'.repeat(32), algorithms: ['HS256'], issuer: 'i', audience: 'a' } })
    export class JwtLogin { validate(payload: object) { return payload; } }
    @Strategy('github', GitHubStrategy, { mount: true }) export class GithubLogin { validate() { return null; } }
    @Strategy('api-key', { openapi: { type: 'apiKey', in: 'header', name: 'X-API-Key' } })
    export class KeyLogin { authenticate() { return null; } }
    @AuthVerifier() export class Keeper { serializeUser(ctx, user) { return user.name; } deserializeUser(ctx, name) { return { name }; } }`,
  }),
  ...controllers({
    AccountController: `@Authenticated() @HTTPController({ path: '/account' }) export class AccountController {
      ${get('/')} async show() {}
      @Authenticated(['session', 'jwt', 'token', 'api-key', 'github']) ${get('/:id')} async either() {}
      @Authenticated('jwt', { optional: true }) ${post('/:id/maybe')} async maybe() {}
      @Public() ${get('/help')} async help() {}
      @Login('local') ${post('/login')} async login() {}
      @Login('local', { session: false }) ${post('/token')} async token() {} }`,
  }),
};

async function errorsOf(document: Record<string, unknown>): Promise<unknown> {
  const { Validator } = await import('@seriousme/openapi-schema-validator');
  const { valid, errors } = await new Validator().validate(document);
  return valid ? [] : errors;
}

describe('app.passport.openapiSecurity()', () => {
  const asked = running(FILES);
  let security: OpenapiSecurity;
  before(() => {
    security = asked.app.passport.openapiSecurity({ key: { type: 'apiKey', in: 'query', name: 'key' } });
  });

  it('gives the scheme of each strategy that a route wants, and no secret', () => {
    assert.deepEqual(security.components.securitySchemes, {
      'api-key': { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      github: {
        type: 'oauth2',
        flows: {
          authorizationCode: {
            authorizationUrl: 'https://github.com/login/oauth/authorize',
            tokenUrl: 'https://github.com/login/oauth/access_token',
            scopes: {},
          },
        },
      },
      jwt: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      key: { type: 'apiKey', in: 'query', name: 'key' },
      session: { type: 'apiKey', in: 'cookie', name: 'APP_SESS' },
      token: { type: 'http', scheme: 'bearer' },
    });
  });

  const SECURITY: Record<string, unknown> = {
    'get /account': [{ session: [] }],
    'get /account/{id}': [{ session: [] }, { jwt: [] }, { token: [] }, { 'api-key': [] }, { github: [] }],
    'post /account/{id}/maybe': [{ jwt: [] }, {}],
    'get /account/help': [],
    'post /account/login': [],
    'post /account/token': [],
    'get /passport/github': [],
    'get /open': [],
    'trace /every': [{ key: [] }],
  };
  for (const [operation, wanted] of Object.entries(SECURITY)) {
    it(`${operation}: any of what its guard takes`, () => {
      const [verb, path] = operation.split(' ');
      assert.deepEqual(security.paths[path]?.[verb]?.security, wanted);
    });
  }

  it('leaves out regular expressions', () => {
    assert.ok(!Object.keys(security.paths).some(path => path.includes('pattern')));
  });

  it('is valid OpenAPI 3.1, alone and in the document of an application', async () => {
    const head = { openapi: '3.1.0', info: { title: 'An application', version: '1.0.0' } };
    assert.deepEqual(await errorsOf({ ...head, ...security }), []);
    const own = {
      '/account/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        get: { summary: 'One account', responses: { 200: { description: 'The account' } } },
      },
    };
    const paths: Record<string, Record<string, unknown>> = { ...own };
    for (const [path, operations] of Object.entries(security.paths)) {
      for (const [verb, operation] of Object.entries(operations)) {
        const known = paths[path] ?? {};
        paths[path] = { ...known, [verb]: { ...(known[verb] as object), ...operation } };
      }
    }
    assert.deepEqual(await errorsOf({ ...head, components: security.components, paths }), []);
  });

  it('is held against a validator that finds mistakes', async () => {
    const head = { openapi: '3.1.0', info: { title: 'An application', version: '1.0.0' } };
    const wrong = { components: { securitySchemes: { a: { type: 'http' } } }, paths: {} };
    assert.notDeepEqual(await errorsOf({ ...head, ...wrong }), []);
  });
});

describe('app.passport.openapiSecurity() without tegg and sessions', () => {
  it('has the routes of app/router', async () => {
    const files = {
      'config/plugin.ts': `export default { session: false, passport: { enable: true, package: 'tegg-passport' } };`,
      'app/router.ts': `export default app => { app.get('/', app.passport.authenticate('unknown', { session: false })); };`,
    };
    await withApp(files, async app => {
      assert.deepEqual(app.passport.openapiSecurity(), {
        components: { securitySchemes: { unknown: { type: 'http', scheme: 'Unknown' } } },
        paths: { '/': { get: { security: [{ unknown: [] }] } } },
      });
    });
  });
});
