import assert from 'node:assert/strict';
import type { MockApplication } from 'egg-mock';
import { auditLine } from '#src/passport/events/auditLine';
import { generate, type Generated } from '../support/generate';
import { documentSamples } from './samples';

const SAMPLES = documentSamples().filter(({ where }) => where.startsWith('docs/events.md'));

interface Waiting {
  getEventWaiter(): Promise<{ await(name: string): Promise<unknown> }>;
}

describe('the application of docs/events.md', () => {
  let generated: Generated;
  let app: MockApplication;
  before(async () => {
    generated = await generate({
      ...eventFiles(),
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
    const line = String(SAMPLES.find(({ language }) => language === 'text')?.code).trimEnd();
    const { at, ...rest } = JSON.parse(line) as { at: string };
    assert.equal(auditLine({ at: Date.parse(at), ...rest } as never), line);
  });
});

/** The blocks of the page that say which file they are, and the module's package.json. */
function eventFiles(): Record<string, string> {
  const files = SAMPLES.flatMap(({ code }) => {
    const path = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1];
    return path ? [[path, code]] : [];
  });
  const modulePackage = SAMPLES.find(({ language }) => language === 'json');
  assert.ok(modulePackage);
  assert.equal(files.length, 7);
  return Object.fromEntries([...files, ['app/module/shop/package.json', modulePackage.code]]);
}
