import assert from 'node:assert/strict';
import type { MockApplication } from 'egg-mock';
import { auditLine } from '#src/passport/events/auditLine';
import { generate, type Generated } from '../support/generate';
import { pageFiles } from './pageFiles';
import { samplesOf } from './samples';

interface Waiting {
  getEventWaiter(): Promise<{ await(name: string): Promise<unknown> }>;
}

describe('the application of docs/events.md', () => {
  let generated: Generated;
  let app: MockApplication;
  before(async () => {
    generated = await generate({
      ...pageFiles('docs/events.md', { files: 7, module: 'app/module/shop' }),
      'config/config.unittest.ts':
        "export default { logger: { consoleLevel: 'NONE' }, security: { csrf: { enable: false } } };",
    });
    ({ app } = generated);
  });
  after(() => generated.close());

  const logIn = (password: string) => app.httpRequest().post('/login').send({ username: 'ada', password });
  const next = async (name: string): Promise<unknown> =>
    (await (app as unknown as Waiting).getEventWaiter()).await(name);

  it('rings at the third failed login', async () => {
    const { obj } = await app.eggContainerFactory.getOrCreateEggObjectFromName('alarms');
    const { rung } = obj as { rung: string[] };
    for (const expected of [[], [], ['three failed logins from 127.0.0.1']]) {
      const told = next('passport:refused');
      await logIn('wrong').expect(401);
      await told;
      assert.deepEqual(rung, expected);
    }
  });

  it('logs who has come, by a function', async () => {
    app.mockLog();
    const told = next('passport:login');
    const login = await logIn('lovelace').expect(200, { id: 'ada' });
    await told;
    await app.httpRequest().get('/account').set('Cookie', login.headers['set-cookie']).expect(200, { id: 'ada' });
    app.expectLog('ada has come, from 127.0.0.1');
  });

  it('writes the audit log', async () => {
    app.mockLog('passportAuditLogger');
    const told = next('passport:refused');
    await app.httpRequest().get('/account').expect(401);
    await told;
    app.expectLog('"type":"refused","reason":"unauthenticated","strategy":"session"', 'passportAuditLogger');
  });

  it('has an example of a line that is one', () => {
    const line = String(samplesOf('docs/events.md').find(({ language }) => language === 'text')?.code).trimEnd();
    const { at, ...rest } = JSON.parse(line) as { at: string };
    assert.equal(auditLine({ at: Date.parse(at), ...rest } as never), line);
  });
});
