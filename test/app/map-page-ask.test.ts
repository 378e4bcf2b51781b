import assert from 'node:assert/strict';
import { listen, type Listening } from '../support/listen';
import { MCP, MCP_PLUGINS, mcpConfig } from '../support/mcp';
import { askPage, type PageAnswer } from '../support/pageQuestion';
import { PAGE_SITE } from '../support/pageSite';
import { controllers, JSON_ONLY, running } from '../support/running';

const KEY = 'x-api-key: ada';
const session = (value: string, more: Record<string, string> = {}): Record<string, string> => ({
  as: 'session',
  value,
  ...more,
});
/** What is said of each strategy, policy and the session: `of name: outcome`. */
const said = ({ reasons }: PageAnswer): string[] => reasons.map(({ of, name, outcome }) => `${of} ${name}: ${outcome}`);
const reasonOf = (answer: PageAnswer, name: string): string =>
  answer.reasons.find(reason => reason.name === name)?.reason ?? '';

interface Accounts {
  readonly deleted: Set<string>;
}

describe('may this user do this?', () => {
  const on = running(PAGE_SITE, { env: 'local' });
  const ask = (title: string, fields?: Record<string, string>): Promise<PageAnswer> =>
    askPage(site.origin, title, fields);
  let site: Listening;
  before(async () => {
    site = await listen(on.app.callback());
    (await on.object<Accounts>('accounts')).deleted.add('gone');
  });
  after(() => site.close());

  it('yes: the session brings the user back, and a policy says yes', async () => {
    const answer = await ask('GET /admin', session('root'));
    assert.deepEqual(said(answer), ['user user: yes', 'strategy session: yes', 'policy roles("admin"): yes']);
    assert.deepEqual(answer.verdict, {
      allowed: true,
      status: 200,
      title: 'Yes',
      detail: 'The method runs with name root.',
    });
  });

  it('no: a policy says no', async () => {
    const answer = await ask('GET /admin', session('ada'));
    assert.deepEqual(said(answer), ['user user: yes', 'strategy session: yes', 'policy roles("admin"): no']);
    assert.equal(answer.verdict.status, 403);
    assert.match(answer.verdict.detail, /roles\("admin"\)/);
  });

  it('no: the session opens no guard that does not name it', async () => {
    const answer = await ask('GET /key', session('ada'));
    assert.deepEqual(said(answer), ['user user: yes', 'strategy api-key: skipped']);
    assert.equal(answer.verdict.status, 401);
  });

  it('no: the user has been deleted', async () => {
    const answer = await ask('GET /me', session('gone'));
    assert.match(reasonOf(answer, 'session'), /nobody is logged in/);
    assert.match(answer.reasons[0].reason, /deserializeUser knows nobody for the text gone/);
    assert.equal(answer.verdict.status, 401);
  });

  it('an optional guard lets nobody through, without a user', async () => {
    const answer = await ask('GET /maybe');
    assert.equal(answer.verdict.allowed, true);
    assert.match(answer.verdict.detail, /no user/);
  });

  it('a login is open, and is not tried', async () => {
    const answer = await ask('POST /login', { headers: KEY });
    assert.equal(answer.verdict.allowed, true);
    assert.deepEqual(said(answer), ['user user: skipped', 'strategy local: skipped']);
  });

  it('a public route is open on purpose, another because nobody said anything', async () => {
    assert.match((await ask('GET /public')).verdict.detail, /public/);
    assert.match((await ask('GET /open')).verdict.detail, /Nobody said anything/);
  });

  it('takes a user as it is, who need not be in the database', async () => {
    const answer = await ask('GET /admin', { as: 'object', value: '{"id":7,"roles":["admin"],"password":"secret"}' });
    assert.equal(answer.verdict.allowed, true);
    assert.doesNotMatch(JSON.stringify(answer), /secret/);
  });

  it('runs a strategy with the headers that were given, and says why it refuses', async () => {
    const accepted = await ask('GET /key', { headers: KEY });
    assert.equal(reasonOf(accepted, 'api-key'), 'accepts name ada');
    assert.equal(accepted.verdict.allowed, true);
    const refused = await ask('GET /key', { headers: 'x-other: 1' });
    assert.equal(reasonOf(refused, 'api-key'), 'refuses: no api key (401)');
    assert.equal(refused.verdict.status, 401);
  });

  it('runs no strategy that looks at the request when there are no headers', async () => {
    const login = await on.object<{ calls: number }>('keyLogin');
    const { calls } = login;
    await ask('GET /either', session('ada'));
    await ask('GET /key');
    assert.equal(login.calls, calls);
    await ask('GET /key', { headers: KEY });
    assert.equal(login.calls, calls + 1);
  });

  it('wants a fresh login, made with the right strategy', async () => {
    const fresh = await ask('GET /fresh', session('ada', { strategy: 'local', age: '4m' }));
    assert.ok(said(fresh).includes('login age login: yes'));
    assert.equal(fresh.verdict.status, 200);
    const old: Record<string, string>[] = [{ strategy: 'local', age: '6m' }, { strategy: 'api-key' }, {}];
    for (const more of old) {
      const answer = await ask('GET /fresh', session('ada', more));
      assert.ok(said(answer).includes('login age login: no'));
      assert.match(reasonOf(answer, 'login'), /wants a login of the last 5 minutes with local/);
      assert.equal(answer.verdict.status, 401);
    }
  });

  it('starts no login at a provider, and takes for no yes what is none', async () => {
    const answer = await ask('GET /elsewhere', { headers: 'x-any: 1' });
    assert.deepEqual(said(answer).slice(1), ['strategy away: no', 'strategy silent: no', 'strategy github: skipped']);
    assert.doesNotMatch(JSON.stringify(answer), /provider\.example|secret/);
    assert.match(reasonOf(answer, 'github'), /not started here/);
    assert.equal(answer.verdict.status, 401);
  });

  it('knows a login that is over, and what a session may hold that is nobody', async () => {
    const over = await ask('GET /me', session('ada', { age: '2d' }));
    assert.match(reasonOf(over, 'user'), /the login is over: maxLifetime is 1 day/);
    assert.match(reasonOf(await ask('GET /me', session('null')), 'user'), /null, which is nobody/);
    const nobody = await ask('GET /me', { as: 'object', value: 'false' });
    assert.deepEqual(
      [over, nobody].map(({ verdict }) => verdict.status),
      [401, 401],
    );
  });

  it('gives up on a deserializeUser that hangs, as a request does', async () => {
    const answer = await ask('GET /me', session('hang'));
    assert.match(answer.reasons[0].reason, /it has not answered in time/);
    assert.equal(answer.verdict.status, 503);
  });

  it('refuses an address that is not one of the route', async () => {
    await assert.rejects(ask('GET /of/:owner', session('ada', { path: '/me' })), /400: .*not one of GET \/of\/:owner/);
  });

  it('gives a policy the parameters of the address', async () => {
    assert.equal((await ask('GET /of/:owner', session('ada', { path: '/of/ada?x=1' }))).verdict.status, 200);
    assert.equal((await ask('GET /of/:owner', session('ada', { path: '/of/bob' }))).verdict.status, 403);
  });

  it('asks without an address too, though the pattern of the route is none', async () => {
    assert.equal((await ask('GET /digits/:id(\\d+)', session('ada'))).verdict.status, 200);
    await assert.rejects(ask('GET /digits/:id(\\d+)', session('ada', { path: '/digits/x' })), /400/);
    assert.equal((await ask('GET /of/:owner', session('ada'))).verdict.status, 403);
  });

  it('gives a policy the body, or an empty one as requests without a body have', async () => {
    const written = (owner: string) => ask('POST /notes', session('ada', { body: JSON.stringify({ owner }) }));
    assert.equal((await written('ada')).verdict.status, 200);
    assert.equal((await written('bob')).verdict.status, 403);
    const answer = await ask('POST /notes', session('ada'));
    assert.deepEqual(said(answer).at(-1), 'policy written: no');
    await assert.rejects(ask('POST /notes', session('ada', { body: '{' })), /400: .*A body is/);
  });

  it('runs a strategy that looks at the body when there is one', async () => {
    const answer = await ask('GET /key', { body: '{}' });
    assert.equal(reasonOf(answer, 'api-key'), 'refuses: no api key (401)');
  });

  it('says what failed, where a strategy, a policy or deserializeUser does', async () => {
    const strategy = await ask('GET /faulty', session('ada', { headers: KEY }));
    assert.deepEqual(said(strategy).slice(1), ['strategy faulty: error', 'strategy session: yes']);
    assert.match(reasonOf(strategy, 'faulty'), /threw TypeError: the token service is down/);
    const policy = await ask('GET /broken', session('ada'));
    assert.deepEqual(said(policy).slice(2), ['policy faulty: error', 'policy truthy: no']);
    const restored = await ask('GET /me', session('break'));
    assert.match(restored.reasons[0].reason, /deserializeUser threw Error/);
    assert.deepEqual(
      [strategy, policy, restored].map(({ verdict }) => verdict.status),
      [500, 500, 503],
    );
  });

  it('gives a policy the arguments that its guard has, data or not', async () => {
    assert.equal((await ask('GET /since', session('ada'))).verdict.status, 200);
  });

  it('says so where it cannot tell which arguments a guard has', async () => {
    const answer = await ask('GET /calls', session('ada'));
    assert.match(answer.verdict.detail, /look alike/);
    assert.equal(answer.verdict.allowed, false);
  });

  it('a policy may refuse by throwing', async () => {
    const answer = await ask('GET /thrown', session('ada'));
    assert.equal(answer.verdict.status, 403);
    await on.get('/thrown', { Cookie: await on.login('ada'), ...JSON_ONLY }).expect(403);
  });

  it('says nothing of the login where nobody came as far', async () => {
    const answer = await ask('GET /fresh', session('gone'));
    assert.deepEqual(said(answer), ['user user: no', 'strategy session: no']);
    assert.equal(answer.verdict.detail, 'No strategy accepts.');
  });

  it('asks about a guarded method of an object', async () => {
    assert.equal((await ask('Vault.open', session('ada'))).verdict.status, 200);
    assert.equal((await ask('Vault.open')).verdict.status, 401);
    assert.equal((await ask('Vault.turn', session('ada'))).verdict.status, 401);
    assert.equal((await ask('Vault.turn', { headers: KEY })).verdict.status, 200);
  });

  it('runs no method of a route, logs nobody in and writes no session', async () => {
    const calls = async (): Promise<number> => ((await on.get('/open').expect(200)).body as { calls: number }).calls;
    const before = await calls();
    await ask('GET /me', session('ada'));
    await ask('GET /key', { headers: KEY });
    assert.equal(await calls(), before + 1);
    await on.get('/me', JSON_ONLY).expect(401);
  });

  it('sends no event: what is asked here has not happened', async () => {
    let off = (): void => undefined;
    const first = new Promise<object>(resolve => {
      off = on.app.passport.events.on('refused', resolve);
    });
    await ask('GET /key', { headers: 'x-api-key: wrong' });
    await ask('GET /admin', session('ada'));
    // By a policy that asks for another.
    assert.equal((await ask('GET /demanding', session('ada'))).verdict.status, 403);
    await on.get('/me', JSON_ONLY).expect(401);
    const { strategy, policy } = (await first) as { strategy?: string; policy?: string };
    off();
    assert.deepEqual({ strategy, policy }, { strategy: 'session', policy: undefined });
  });

  it('leaves the session of the browser that asks alone', async () => {
    const cookie = await on.login('root');
    const res = await on.get('/__passport', { Cookie: cookie }).expect(200);
    assert.equal(res.headers['set-cookie'], undefined);
    assert.equal((await ask('GET /admin')).verdict.status, 401);
    await on.get('/admin', { Cookie: cookie, ...JSON_ONLY }).expect(200);
  });

  it('twenty questions at once are not mixed up', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `user${index}`);
    const answers = await Promise.all(names.map(name => ask('GET /of/:owner', session(name, { path: `/of/${name}` }))));
    assert.deepEqual(
      answers.map(({ verdict }) => verdict.detail),
      names.map(name => `The method runs with name ${name}.`),
    );
  });

  describe('answers what a request would get', () => {
    const ROUTES = [
      '/open',
      '/public',
      '/me',
      '/maybe',
      '/either',
      '/key',
      '/faulty',
      '/fresh',
      '/admin',
      '/broken',
      '/truthy',
      '/thrown',
      '/since',
      '/acl',
    ];
    const USERS = ['', 'ada', 'root', 'gone', 'break'];
    const HEADERS: [name: string, value: string][] = [
      ['x-unknown', '1'],
      ['x-api-key', 'ada'],
      ['x-api-key', 'wrong'],
    ];
    const cookies = new Map<string, string[]>();
    before(async () => {
      const { deleted } = await on.object<Accounts>('accounts');
      deleted.delete('gone');
      for (const name of USERS.filter(Boolean)) cookies.set(name, await on.login(name));
      deleted.add('gone');
    });

    for (const name of USERS)
      for (const [header, value] of HEADERS)
        it(`${name || 'nobody'}, ${header}: ${value}`, async () => {
          const fields = { headers: `${header}: ${value}`, ...(name && session(name, { strategy: 'local' })) };
          for (const path of ROUTES) {
            const headers = { ...JSON_ONLY, [header]: value, Cookie: cookies.get(name) ?? [] };
            const { status } = await on.get(path, headers);
            const { verdict } = await ask(`GET ${path}`, fields);
            assert.equal(verdict.status, status, path);
            assert.equal(verdict.allowed, status === 200, path);
          }
        });
  });
});

describe('may this user call this tool?', () => {
  const on = running(
    {
      ...controllers({
        ToolsController: `${MCP}
          @MCPController() export class ToolsController {
            @Authenticated('api-key') @MCPTool() async keyed() { return { content: [] }; }
            @Roles('admin') @MCPTool() async kept() { return { content: [] }; }
            @MCPTool() async loose() { return { content: [] }; } }`,
      }),
      'config/plugin.ts': MCP_PLUGINS,
      'config/config.default.ts': mcpConfig(),
      'config/config.local.ts': `export default { logger: { consoleLevel: 'NONE' } };\n`,
    },
    { env: 'local' },
  );

  const QUESTIONS: [tool: string, fields: Record<string, string>, status: number][] = [
    ['keyed', {}, 401],
    ['keyed', { headers: KEY }, 200],
    ['keyed', session('ada'), 401],
    ['kept', session('ada'), 403],
    ['kept', session('root'), 200],
    ['loose', {}, 200],
  ];
  it('answers as its server would', async () => {
    const site = await listen(on.app.callback());
    try {
      for (const [tool, fields, status] of QUESTIONS)
        assert.equal(
          (await askPage(site.origin, tool, fields)).verdict.status,
          status,
          `${tool} ${JSON.stringify(fields)}`,
        );
    } finally {
      await site.close();
    }
  });
});
