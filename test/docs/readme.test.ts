import assert from 'node:assert/strict';
import { generate, type Generated } from '../support/generate';
import { documentSamples } from './samples';

describe('the application of the README', () => {
  let generated: Generated;
  before(async () => {
    generated = await generate({
      ...readmeFiles(),
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

/** The blocks of the README that say which file they are, and the module's package.json. */
function readmeFiles(): Record<string, string> {
  const samples = documentSamples().filter(({ where }) => where.startsWith('README.md'));
  const files = samples.flatMap(({ code }) => {
    const path = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1];
    return path ? [[path, code]] : [];
  });
  const modulePackage = samples.find(({ language }) => language === 'json');
  assert.ok(modulePackage);
  assert.equal(files.length, 5);
  return Object.fromEntries([...files, ['app/module/login/package.json', modulePackage.code]]);
}
