import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import mm, { type MockApplication } from 'egg-mock';
import { auditLine } from '#src/passport/events/auditLine';
import { Browser } from '../support/Browser';
import { BEARER } from '../support/mcp';
import { config, refused, remove, write } from '../support/generate';
import { Heard } from '../support/Heard';
import { listen } from '../support/listen';
import { controllers, get, inModule, LOGIN, LOGIN_CONTROLLER } from '../support/running';
import { STORES, withSessions } from '../support/sessionStores';

const APP = {
  ...LOGIN,
  ...inModule('tokens', { TokenLogin: BEARER }),
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    PageController: `@HTTPController({ path: '/' }) export class PageController {
      @Authenticated('bearer') ${get('/token')} async token() { return 'yes'; } }`,
  }),
};
const audited = (more = ''): Record<string, string> => ({
  ...APP,
  'config/config.default.ts': config(`passport: { audit: true }, ${more}`),
});

/** What an application's logs say when it has closed, by file. */
async function logsOf(
  files: Record<string, string>,
  use: (app: MockApplication) => Promise<unknown>,
): Promise<(file?: string) => string | undefined> {
  const baseDir = write(files);
  const app = mm.app({ baseDir, cache: false } as never);
  try {
    await app.ready();
    await use(app);
    const { dir } = app.config.logger;
    await app.close();
    const logs = readdirSync(dir).map(name => [name, readFileSync(join(dir, name), 'utf8')] as const);
    return (file = 'passport-audit.log') => new Map(logs).get(file);
  } finally {
    await app.close();
    remove(baseDir);
  }
}

const linesOf = (text = ''): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>);

describe('the audit log', () => {
  it('has a line for each event, and all of them when the application has closed', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    const logs = await logsOf(audited(), async app => {
      const { origin, close } = await listen(app.callback());
      await Promise.all(names.map(username => new Browser().post(`${origin}/login`, { username, password: 'right' })));
      await close();
    });
    const lines = linesOf(logs());
    assert.deepEqual(lines.map(({ userId }) => String(userId)).sort(), names.sort());
    const [{ at, requestId, ...first }] = lines;
    assert.equal(new Date(String(at)).toISOString(), at);
    assert.ok(requestId);
    assert.deepEqual(first, {
      type: 'login',
      userId: first.userId,
      strategy: 'local',
      ip: '127.0.0.1',
      userAgent: 'node',
    });
  });

  it('has one line for what a client sends to write more of them', async () => {
    const username = 'ada\n"}\u001B[2J\u0085{"type":"login","userId":"root"}\r\n\u2028';
    const agent = '"} %s %j %% \u0085\u009B2J';
    const logs = await logsOf(audited(), async app => {
      await app.httpRequest().post('/login').send({ username, password: 'right' }).expect(200);
      await app.httpRequest().get('/token').set('User-Agent', agent).expect(401);
    });
    assert.match(String(logs()), /^(?:[ -~]+\n){2}$/);
    const [login, refusal] = linesOf(logs());
    assert.deepEqual([login.type, login.userId], ['login', username]);
    assert.deepEqual([refusal.type, refusal.userAgent], ['refused', agent]);
  });

  it('is where the application wants it, and written whatever its other logs leave out', async () => {
    const more = `
      logger: { level: 'NONE', outputJSON: true, contextFormatter: () => 'another format' },
      customLogger: { passportAuditLogger: { file: 'who.log', buffer: true } }`;
    const logs = await logsOf(audited(more), app => app.httpRequest().get('/token').expect(401));
    assert.deepEqual(
      linesOf(logs('who.log')).map(({ type }) => type),
      ['refused'],
    );
    assert.equal(logs(), undefined);
  });

  it('is not there where nobody wants it', async () => {
    const logs = await logsOf(APP, async app => {
      await app.httpRequest().get('/token').expect(401);
      assert.ok(!app.passport.events.hears('refused'));
    });
    assert.equal(logs(), undefined);
  });

  it('has the same lines where a framework says no more than its file', async () => {
    process.env.EGG_APP_CONFIG = JSON.stringify({
      passport: { audit: true },
      logger: { level: 'ERROR' },
      customLogger: { passportAuditLogger: { file: 'who.log' } },
    });
    try {
      const logs = await logsOf(APP, app => app.httpRequest().get('/token').expect(401));
      assert.deepEqual(
        linesOf(logs('who.log')).map(({ type, strategy }) => [type, strategy]),
        [['refused', 'bearer']],
      );
    } finally {
      delete process.env.EGG_APP_CONFIG;
    }
  });

  it('has lines of another kind only where the application says so of this log', async () => {
    const more = `customLogger: { passportAuditLogger: { formatter: ({ level, message }) => level + ' ' + message } }`;
    const logs = await logsOf(audited(more), app => app.httpRequest().get('/token').expect(401));
    assert.match(String(logs()), /^INFO \{"at":"[^\n]+\}\n$/);
  });

  it('stops the boot where its option means nothing', async () => {
    const { error } = await refused({ ...APP, 'config/config.default.ts': config(`passport: { audit: 'no' }`) });
    assert.equal(error.code, 'passport_config');
    assert.match(error.message, /audit/);
  });

  it('stops the boot where Egg has no logger for it', async () => {
    process.env.EGG_APP_CONFIG = JSON.stringify({ passport: { audit: true } });
    try {
      const { error } = await refused(APP);
      assert.equal(error.code, 'audit_logger');
      assert.match(error.message, /passportAuditLogger/);
    } finally {
      delete process.env.EGG_APP_CONFIG;
    }
  });
});

for (const store of STORES) {
  describe(`events and lines of the audit log, with sessions in ${store}`, () => {
    it('hold no password, cookie, token, header, session id or login id', async () => {
      const on = await withSessions(store);
      try {
        const heard = new Heard(on.app);
        const ada = on.browser();
        const headers = {
          authorization: 'Bearer a-secret-token',
          'x-secret': 'a-secret-header',
          referer: 'http://127.0.0.1/?a-secret-referer',
        };
        await ada.post('/login?code=a-secret-code', { name: 'ada', password: 'a-secret-password' }, headers);
        const cookies = ada.cookies().split(/; |=/);
        const { passport } = (await ada.get('/session')).json() as { passport: { id: string; stamp: string } };
        await ada.get('/me?token=a-secret-code', headers);
        await on.browser().get('/me?token=a-secret-code', { ...headers, cookie: 'other=a-secret-cookie' });
        await ada.post('/everywhere', { name: 'ada' }, headers);
        await ada.post('/logout', {}, headers);
        await ada.post('/login', { name: 'ada', password: 'a-secret-password' }, headers);
        await ada.post('/logout', {}, headers);
        const events = await heard.take();
        assert.deepEqual(
          events.map(({ type }) => type),
          ['login', 'refused', 'sessionsEnded', 'login', 'logout'],
        );
        const all = events.map(event => JSON.stringify(event) + auditLine(event)).join('\n');
        const secrets = [...cookies.filter(text => text.length > 20), passport.id, passport.stamp, 'a-secret'];
        assert.ok(secrets.length >= 4);
        for (const secret of secrets) assert.ok(!all.includes(secret), secret);
      } finally {
        await on.close();
      }
    });
  });
}
