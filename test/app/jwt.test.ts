import assert from 'node:assert/strict';
import { sign, type SignOptions } from 'jsonwebtoken';
import { WiringError } from 'tegg-passport';
import { config, refused } from '../support/generate';
import { controllers, get, inModule, JSON_ONLY, post, running } from '../support/running';

const SECRET = 'a secret of the tests, of 32 bytes';
const GOOD = `algorithms: ['HS256'], issuer: 'us', audience: 'api'`;
const app = (options: string) => ({
  'config/config.default.ts': config(),
  ...inModule('token', {
    TokenLogin: `import { ExtractJwt, Strategy as JwtStrategy } from 'passport-jwt';
      @Strategy('jwt', JwtStrategy, { challenge: 'Bearer', options: {
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: '${SECRET}', ${options} } })
      export class TokenLogin { validate(payload) { return { name: payload.sub }; } }`,
    BearerLogin: `import { Strategy as BearerStrategy } from 'passport-http-bearer';
      @SingletonProto({ accessLevel: AccessLevel.PUBLIC }) export class Seen { readonly tokens = []; }
      @Strategy('bearer', BearerStrategy) export class BearerLogin {
        @Inject() private readonly seen: Seen;
        validate(token: string) { this.seen.tokens.push(token); return { name: token }; } }`,
  }),
  ...controllers({
    TokenController: `@HTTPController({ path: '/' }) export class TokenController {
      @Authenticated('jwt') ${get('/jwt')} async jwt(@CurrentUser() user) { return user; }
      @Authenticated('bearer') ${post('/bearer')} async bearer(@CurrentUser() user) { return user; } }`,
  }),
});
const UNSIGNED = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${Buffer.from(
  `{"sub":"ada","iss":"us","aud":"api","exp":${Math.floor(Date.now() / 1000) + 600}}`,
).toString('base64url')}.`;

describe('a JSON Web Token', () => {
  const on = running(app(GOOD));
  const token = (options: SignOptions = {}, secret = SECRET): string =>
    sign({ sub: 'ada' }, secret, { algorithm: 'HS256', issuer: 'us', audience: 'api', expiresIn: '10m', ...options });
  const ask = (text: string) => on.get('/jwt', { ...JSON_ONLY, Authorization: `Bearer ${text}` });

  it('that is good opens', () => ask(token()).expect(200, { name: 'ada' }));

  const BAD: Record<string, () => string> = {
    'of the algorithm none': () => UNSIGNED,
    'of an algorithm that is not listed': () => token({ algorithm: 'HS512' }),
    "of another's key": () => token({}, 'another secret of the tests, of 32 bytes'),
    'of another issuer': () => token({ issuer: 'them' }),
    'for another audience': () => token({ audience: 'web' }),
    'that has expired': () => token({ expiresIn: -1 }),
    'that never expires': () => sign({ sub: 'ada' }, SECRET, { algorithm: 'HS256', issuer: 'us', audience: 'api' }),
    'that is valid from tomorrow': () => token({ notBefore: '1d' }),
  };
  for (const [kind, make] of Object.entries(BAD)) {
    it(`${kind} is refused`, async () => {
      const res = await ask(make()).expect(401);
      assert.match(res.headers['www-authenticate'] as string, /^Bearer.*error="invalid_token"/);
    });
  }
});

describe('a strategy of passport-jwt', () => {
  for (const [what, options] of [
    ['algorithms', `issuer: 'us', audience: 'api'`],
    ['algorithms', `algorithms: [], issuer: 'us', audience: 'api'`],
    ['algorithms', `algorithms: ['HS256', 'none'], issuer: 'us', audience: 'api'`],
    ['issuer', `algorithms: ['HS256'], audience: 'api'`],
    ['audience', `algorithms: ['HS256'], issuer: 'us'`],
  ] as const) {
    it(`with { ${options} } stops the boot: its ${what}`, async () => {
      const { error } = await refused(app(options));
      assert.ok(error instanceof WiringError, error.stack);
      assert.equal(error.code, 'strategy_jwt');
      assert.match(error.message, new RegExp(`TokenLogin.*no \`${what}\`.*config.passportJwt\`.${what}`));
    });
  }

  describe('whose tokens have no issuer and no audience', () => {
    const on = running(app(`algorithms: ['HS256'], issuer: false, audience: false`));
    it('says so, and boots', async () => {
      const token = sign({ sub: 'ada' }, SECRET, { expiresIn: '1m' });
      await on.get('/jwt', { Authorization: `Bearer ${token}` }).expect(200, { name: 'ada' });
    });
  });
});

describe('a Bearer token of the wrong type', () => {
  const on = running(app(GOOD));
  for (const token of [{ $gt: '' }, ['a'], 1, true]) {
    it(`${JSON.stringify(token)} reaches no verify function`, async () => {
      const res = await on.post('/bearer', JSON_ONLY).send({ access_token: token }).expect(400);
      assert.equal((res.body as { code: string }).code, 'credentials_malformed');
      assert.deepEqual((await on.object<{ tokens: unknown[] }>('seen')).tokens, []);
    });
  }
  it('and of the right type does', () => on.post('/bearer').send({ access_token: 'ada' }).expect(200, { name: 'ada' }));
});
