import assert from 'node:assert/strict';
import { generate, type Generated } from '../support/generate';
import { cookiesOf } from '../support/running';
import { pageFiles } from './pageFiles';

describe('the application of docs/throttling.md', () => {
  let generated: Generated;
  before(async () => {
    generated = await generate({
      ...pageFiles('docs/throttling.md', { files: 4, module: 'app/module/login' }),
      'config/config.unittest.ts':
        "export default { security: { csrf: { enable: false } }, logger: { consoleLevel: 'NONE' } };",
    });
  });
  after(() => generated.close());

  const login = (email: string, password: string) =>
    generated.app.httpRequest().post('/login').set('Accept', 'application/json').send({ email, password });
  const recover = (code: string) => generated.app.httpRequest().post('/recover').send({ code });

  it('lets nobody guess a sixth password, and logs everybody else in', async () => {
    for (let i = 0; i < 5; i++) await login('ada@example.com', 'wrong').expect(401);
    const refused = await login('ADA@example.com', 'lovelace').expect(429);
    assert.deepEqual(refused.body, { code: 'throttled', message: 'Too many attempts to log in' });
    assert.ok(Number(refused.headers['retry-after']) > 14 * 60);
    await login('nobody@example.com', 'wrong').expect(401);
  });

  it('lets nobody guess a fourth code, but everybody in who has one', async () => {
    for (let i = 0; i < 2; i++) await recover('wrong').expect(401);
    for (let i = 0; i < 4; i++) {
      const cookie = cookiesOf(await recover('7391-4408').expect(200));
      await generated.app.httpRequest().get('/me').set('Cookie', cookie).expect(200, { name: 'Ada' });
    }
    await recover('wrong').expect(401);
    await recover('7391-4408').expect(429);
  });
});
