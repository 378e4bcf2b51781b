import assert from 'node:assert/strict';
import { generate, type Generated } from '../support/generate';
import { pageFiles } from './pageFiles';

describe('the application of the README', () => {
  let generated: Generated;
  before(async () => {
    generated = await generate({
      ...pageFiles('README.md', { files: 5, module: 'app/module/login' }),
      'config/config.unittest.ts': 'export default { security: { csrf: { enable: false } } };',
    });
  });
  after(() => generated.close());

  it('logs in, shows the account and logs out', async () => {
    const { app } = generated;
    await app.httpRequest().get('/account').set('Accept', 'text/html').expect(302).expect('Location', '/login');
    await app.httpRequest().post('/account/login').send({ email: 'ada@example.com', password: 'wrong' }).expect(401);
    const login = await app
      .httpRequest()
      .post('/account/login')
      .send({ email: 'ada@example.com', password: 'lovelace' });
    assert.deepEqual(login.body, { id: '1' });
    const cookie = login.headers['set-cookie'];
    await app.httpRequest().get('/account').set('Cookie', cookie).expect(200, { name: 'Ada' });
    const logout = await app.httpRequest().post('/account/logout').set('Cookie', cookie).expect(200, { bye: true });
    await app.httpRequest().get('/account').set('Cookie', logout.headers['set-cookie']).expect(401);
  });
});
