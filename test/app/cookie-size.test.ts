import assert from 'node:assert/strict';
import mm from 'egg-mock';
import { controllers, cookiesOf, get, HTML, JSON_ONLY, LOGIN_CONTROLLER, post, running } from '../support/running';

const APP = controllers({
  LoginController: LOGIN_CONTROLLER,
  LargeController: `@HTTPController({ path: '/' }) export class LargeController {
    @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user; }
    @Login('local') ${post('/login-and-fill')} async fill(@HTTPBody() body, @Context() ctx) {
      ctx.session.cart = 'x'.repeat(Number(body.size)); return 'in'; } }`,
});
const tooLong = 'a'.repeat(4000);

describe('a login whose session is too large for a cookie', () => {
  const on = running(APP);
  const login = (username: string, headers: object, path = '/login', size = 0) =>
    on.post(path, headers as Record<string, string>).send({ username, password: 'right', size });

  it('is an error that gives the size and the way out, and logs nobody in', async () => {
    const res = await login(tooLong, JSON_ONLY).expect(500);
    const { code, message } = res.body as Record<string, string>;
    assert.equal(code, 'session_too_large');
    assert.match(message, /has \d{4} bytes, and browsers keep no more than 4096: .*store/);
    assert.doesNotMatch(message, /aaa/);
    assert.equal(res.headers['set-cookie'], undefined);
  });

  it('is one for browsers too, and when the session has grown after the login', async () => {
    await login(tooLong, HTML).expect(500, /session_too_large|has \d{4} bytes/);
    const res = await login('ada', JSON_ONLY, '/login-and-fill', 4000).expect(500);
    assert.equal((res.body as { code: string }).code, 'session_too_large');
    assert.equal(res.headers['set-cookie'], undefined);
  });

  it('leaves an earlier login as it was', async () => {
    const Cookie = await on.login('ada');
    await login(tooLong, { ...JSON_ONLY, Cookie }).expect(500);
    assert.deepEqual((await on.get('/me', { Cookie }).expect(200)).body, { name: 'ada' });
  });

  it('is none where the session fits', async () => {
    const Cookie = cookiesOf(await login('ada', JSON_ONLY, '/login-and-fill', 2500).expect(200));
    assert.deepEqual((await on.get('/me', { Cookie }).expect(200)).body, { name: 'ada' });
  });

  it('is none where sessions are in a store', async () => {
    const store = new Map<string, object>();
    mm(on.app.config.session, 'store', {
      get: async (id: string) => store.get(id),
      set: async (id: string, session: object) => void store.set(id, session),
      destroy: async (id: string) => void store.delete(id),
    });
    try {
      const Cookie = cookiesOf(await login(tooLong, JSON_ONLY).expect(200));
      assert.deepEqual((await on.get('/me', { Cookie }).expect(200)).body, { name: tooLong });
    } finally {
      await mm.restore();
    }
  });

  it('is none without a login: Egg logs it', async () => {
    await on.post('/session').send({ cart: tooLong }).expect(200, 'written');
  });
});
