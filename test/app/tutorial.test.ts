import assert from 'node:assert/strict';
import type { MockApplication } from 'egg-mock';
import { boot } from '../support/boot';

describe('the execution sequence of the tutorial', () => {
  let app: MockApplication;
  before(async () => {
    app = await boot('tutorial');
  });
  after(() => app.close());

  it('sends a browser to the login page, and after the login to the page it wanted', async () => {
    const page = await app
      .httpRequest()
      .get('/account?tab=1')
      .set('Accept', 'text/html')
      .expect(302)
      .expect('Location', '/login');
    const cookie = page.headers['set-cookie'];
    const login = await app
      .httpRequest()
      .post('/account/login-page')
      .set('Cookie', cookie)
      .send({ email: 'ada@example.com', password: 'lovelace' });
    assert.equal(login.status, 302);
    assert.equal(login.headers.location, '/account?tab=1');
    const res = await app.httpRequest().get('/account?tab=1').set('Cookie', login.headers['set-cookie']);
    assert.deepEqual(res.body, { name: 'Ada', injected: 'Ada' });
  });

  it('answers a client that is no browser 401 with a challenge', async () => {
    const res = await app.httpRequest().get('/account').set('Accept', 'application/json').expect(401);
    assert.equal(res.headers['www-authenticate'], 'Session realm="tutorial"');
    assert.equal(res.body.code, 'unauthenticated');
  });
});
