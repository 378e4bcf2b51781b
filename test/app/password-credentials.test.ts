import assert from 'node:assert/strict';
import { refused } from '../support/generate';
import { controllers, cookiesOf, get, JSON_ONLY, LOGIN, LOGIN_CONTROLLER, post, running } from '../support/running';

const CSRF_ON = `export default { keys: 'generated' };\n`;
const APP = {
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    FormController: `@HTTPController({ path: '/' }) export class FormController {
      @Inject() private readonly authService: AuthService;
      @Login('local', { successRedirect: '/in', failureRedirect: '/login?failed' }) ${post('/form')} async form() {}
      @Login(['local', 'api-key']) ${post('/several')} async several(@CurrentUser() user) { return user; }
      @Authenticated(['local', 'api-key']) ${get('/guarded')} async guarded(@CurrentUser() user) { return user; }
      ${get('/try')} async attempt() { return (await this.authService.authenticate('local')).type; }
      @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user; } }`,
  }),
  'app/router.ts': `export default app => {
    app.router.all('/routed', app.passport.authenticate('local', { successRedirect: '/in', failureRedirect: '/login?failed' }));
  };`,
};
const RIGHT = { username: 'ada', password: 'right' };
const QUERY = `?${new URLSearchParams(RIGHT).toString()}`;

describe('a password login', () => {
  const on = running(APP);
  type Answer = { status: number; body: unknown; headers: Record<string, unknown> };
  /** A refusal that logs nobody in. */
  const refusedWith = async (request: PromiseLike<Answer>, code: string): Promise<void> => {
    const res = await request;
    assert.deepEqual([res.status, (res.body as { code: string }).code], [400, code]);
    const Cookie = (res.headers['set-cookie'] as string[] | undefined) ?? [];
    await on.get('/me', { Cookie, ...JSON_ONLY }).expect(401);
  };

  it('takes a form, and JSON', async () => {
    for (const type of ['form', 'json']) {
      const res = await on.post('/login').type(type).send(RIGHT).expect(200);
      await on.get('/me', { Cookie: cookiesOf(res) }).expect(200, { name: 'ada' });
    }
  });

  it('takes nothing out of the query', async () => {
    await refusedWith(on.post(`/login${QUERY}`, JSON_ONLY), 'credentials_missing');
    await refusedWith(on.post('/login?password=right', JSON_ONLY).send({ username: 'ada' }), 'credentials_missing');
    assert.deepEqual(
      (
        await on
          .post(`/login${QUERY}`)
          .send({ ...RIGHT, username: 'alan' })
          .expect(200)
      ).body,
      {
        name: 'alan',
      },
    );
  });

  for (const method of ['get', 'put', 'patch', 'delete'] as const) {
    it(`by ${method.toUpperCase()} is refused, wherever the credentials are`, async () => {
      const send = (path: string) => on.app.httpRequest()[method](path).set(JSON_ONLY).send(RIGHT);
      await refusedWith(send('/routed'), 'credentials_malformed');
      await refusedWith(send(`/routed${QUERY}`), 'credentials_malformed');
    });
  }

  it('takes strings and nothing else, whatever failureRedirect says', async () => {
    const values: unknown[] = [1, 0, true, false, [], ['right'], {}, { $ne: null }, { toString: 'right' }];
    for (const value of values) {
      for (const field of ['username', 'password']) {
        for (const path of ['/login', '/form'])
          await refusedWith(on.post(path, JSON_ONLY).send({ ...RIGHT, [field]: value }), 'credentials_malformed');
      }
    }
    for (const form of ['username=ada&username=alan&password=right', 'username[a]=ada&password=right'])
      await refusedWith(on.post('/login', JSON_ONLY).type('form').send(form), 'credentials_malformed');
  });

  it('sends a form back that was not filled in', async () => {
    for (const body of [{}, { username: 'ada' }, { username: 'ada', password: '' }])
      await on.post('/form').type('form').send(body).expect(302).expect('Location', '/login?failed');
  });

  it('answers an unknown name, a wrong password and an account that is shut alike', async () => {
    (await on.object<{ deleted: Set<string> }>('accounts')).deleted.add('unknown');
    const refusals = await Promise.all(
      ['unknown', 'ada', 'nobody'].map(async username => {
        const password = username === 'ada' ? 'wrong' : 'right';
        const { status, text, headers } = await on.post('/login', JSON_ONLY).send({ username, password });
        return { status, text, headers: { ...(headers as object), date: '', 'x-readtime': '' } };
      }),
    );
    assert.equal(refusals[0].status, 401);
    for (const refusal of refusals) assert.deepEqual(refusal, refusals[0]);
  });

  it('is one of several ways in, for what is no password too', async () => {
    await on.post('/several').send(RIGHT).expect(200, { name: 'ada' });
    await on.post('/several', { 'x-api-key': 'robot' }).expect(200, { name: 'robot' });
    await on.get('/guarded', { 'x-api-key': 'robot' }).expect(200, { name: 'robot' });
    await on.get(`/guarded${QUERY}`, JSON_ONLY).expect(400);
    assert.equal((await on.get(`/try${QUERY}`).expect(200)).text, 'fail');
  });
});

describe('a password login on a route', () => {
  it('of another method than POST stops the boot', async () => {
    const { error } = await refused({
      ...LOGIN,
      ...controllers({
        WrongController: `@HTTPController({ path: '/' }) export class WrongController {
          @Login('local') ${get('/login')} async login() {} }`,
      }),
    });
    assert.equal(error.code, 'login_method');
    assert.match(
      error.message,
      /WrongController#login .*@Login\('local'\) stands on a GET route.* Make the route a POST/,
    );
  });
});

describe('a login form without a CSRF token', () => {
  const on = running({ ...APP, 'config/config.default.ts': CSRF_ON });

  it('is refused, and logs nobody in', async () => {
    const res = await on.post('/login', JSON_ONLY).type('form').send(RIGHT).expect(403);
    await on.get('/me', { Cookie: cookiesOf(res) ?? [], ...JSON_ONLY }).expect(401);
  });

  it('works with one', async () => {
    const page = await on.get('/session').expect(200);
    const cookies = cookiesOf(page).map(line => line.split(';')[0]);
    const token = cookies.find(cookie => cookie.startsWith('csrfToken='))?.slice('csrfToken='.length);
    assert.ok(token);
    const res = await on
      .post('/login', { Cookie: cookies })
      .type('form')
      .send({ ...RIGHT, _csrf: token })
      .expect(200);
    await on.get('/me', { Cookie: cookiesOf(res) }).expect(200, { name: 'ada' });
  });
});
