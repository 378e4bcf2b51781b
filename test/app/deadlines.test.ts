import assert from 'node:assert/strict';
import { config, generate, type Generated } from '../support/generate';
import { controllers, get, inModule, JSON_ONLY, post } from '../support/running';

const HANGS = `return new Promise(() => {});`;

describe('what never answers, or answers twice', () => {
  let running: Generated;
  const ask = (path: string) => running.app.httpRequest().get(path).set(JSON_ONLY);
  const send = (path: string) => running.app.httpRequest().post(path).set(JSON_ONLY);
  before(async () => {
    running = await generate({
      'config/config.default.ts': config(`passport: { timeout: 50, session: { timeout: 50 } }`),
      ...inModule('login', {
        Logins: `
          import { Strategy as PassportStrategy } from 'passport';
          class Twice extends PassportStrategy {
            constructor(options, verify) { super(); }
            authenticate() { this.success({ name: 'first' }); this.success({ name: 'second' }); this.fail('late'); } }
          class Silent extends PassportStrategy { constructor(options, verify) { super(); } authenticate() {} }
          @Strategy('hangs') export class Hangs { authenticate() { ${HANGS} } }
          @Strategy('silent', Silent) export class SilentLogin { validate() { return null; } }
          @Strategy('twice', Twice) export class TwiceLogin { validate() { return null; } }
          @Strategy('unverified') export class Unverified { authenticate() { return { name: 'unverified' }; } }
          @Strategy('unstored') export class Unstored { authenticate() { return { name: 'unstored' }; } }`,
        Keeper: `@AuthVerifier() export class Keeper {
          verify(ctx, user) { if (user.name === 'unverified') ${HANGS} return user; }
          serializeUser(ctx, user) { if (user.name === 'unstored') ${HANGS} return user.name; }
          deserializeUser(ctx, name) { return { name }; } }`,
      }),
      ...controllers({
        PageController: `@HTTPController({ path: '/' }) export class PageController {
          ${['hangs', 'silent', 'twice', 'unverified', 'unstored']
            .map(
              name => `
          @Authenticated('${name}') ${get(`/${name}`)} async ${name}(@CurrentUser() user) { return user; }
          @Login('${name}') ${post(`/${name}`)} async ${name}Login(@CurrentUser() user) { return user; }`,
            )
            .join('')}
          @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user; } }`,
      }),
    });
  });
  after(() => running.close());

  for (const name of ['hangs', 'silent', 'unverified']) {
    it(`${name}: 504 in a guard and at a login, and nobody is logged in`, async () => {
      for (const res of [await ask(`/${name}`), await send(`/${name}`)]) {
        assert.equal(res.status, 504);
        assert.equal((res.body as { code: string }).code, 'strategy_timeout');
        assert.equal(res.headers['set-cookie'], undefined);
      }
    });
  }

  it('unstored: the login is 504, and nobody is logged in', async () => {
    const res = await send('/unstored');
    assert.equal(res.status, 504);
    assert.equal((res.body as { code: string }).code, 'serialize_failed');
    assert.equal(res.headers['set-cookie'], undefined);
  });

  it('twice: the first answer counts', async () => {
    await ask('/twice').expect(200, { name: 'first' });
    const res = await send('/twice').expect(200, { name: 'first' });
    const cookie = res.headers['set-cookie'] as unknown as string[];
    await ask('/me').set('Cookie', cookie).expect(200, { name: 'first' });
  });
});

for (const timeout of [`0`, `'soon'`]) {
  it(`config.passport.timeout: ${timeout} stops the boot`, async () => {
    await assert.rejects(
      generate({ 'config/config.default.ts': config(`passport: { timeout: ${timeout} }`) }),
      /`config\.passport\.timeout` is no span of time.*\[passport_config\]/,
    );
  });
}
