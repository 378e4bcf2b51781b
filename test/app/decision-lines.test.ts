import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Browser, type Page } from '../support/Browser';
import { forkApp } from '../support/fork';
import { remove, write, type Files } from '../support/generate';
import { controllers, get, inModule, LOGIN, LOGIN_CONTROLLER } from '../support/running';

const APP: Files = {
  ...LOGIN,
  ...inModule('spoken', {
    Strategies: `
      import { Strategy as Base } from 'passport';
      const says = word => class extends Base { authenticate(req) { word(this, req); } };
      @Strategy('redirects', says(self => self.redirect('https://example.org/?code=hush'))) export class Redirects { validate() {} }
      @Strategy('passes', says(self => self.pass())) export class Passes { validate() {} }
      @Strategy('writes', says((self, req) => req.res.end('<form>hush'))) export class Writes { validate() {} }
      @Strategy('silent', says(() => {})) export class Silent { validate() {} }
      @Strategy('echoes') export class Echoes { authenticate(ctx) {
        throw Object.assign(new Error(ctx.query.error), { code: ctx.query.error, name: ctx.query.error, status: ctx.query.error }); } }`,
    Policies: `
      @AuthPolicy('editor') export class Editor { can(user) { return user.name === 'ed'; } }
      @AuthPolicy('broken') export class Broken { can() { throw new RangeError('hush'); } }`,
  }),
  'config/config.default.ts': `export default { keys: 'generated', security: { csrf: { enable: false } }, passport: { timeout: '1s' } };`,
  'app.ts': `
    import { Strategy } from 'passport';
    class Odd extends Strategy { authenticate() { this.success({ name: 'odd' }); } }
    export default app => {
      app.passport.use('odd\\nname', new Odd());
      app.passport.verify(async function findAccount(ctx, user) { return user; }); };`,
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    SpokenController: `@HTTPController({ path: '/' }) export class SpokenController {
      @Inject() private readonly authService: AuthService;
      ${get('/run/:name')} async run(@HTTPParam() name) { await this.authService.authenticate(name); return 'ran'; }
      ${get('/odd')} async odd() { await this.authService.authenticate('odd\\nname'); return 'ran'; }
      @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user.name; }
      @Authenticated({ policy: 'editor' }) ${get('/edit')} async edit() { return 'edited'; }
      @Authenticated({ policy: 'broken' }) ${get('/broken')} async broken() { return 'in'; } }`,
  }),
};

/** Serves the application in a process that was started with this `DEBUG`, and gives what that wrote of ours. */
async function linesOf(debug: string, ask: (site: Site) => Promise<unknown>): Promise<string[]> {
  const baseDir = write(APP);
  let written = '';
  try {
    const env = {
      DEBUG: debug,
      DEBUG_COLORS: 'no',
      DEBUG_HIDE_DATE: 'yes',
      EGG_TYPESCRIPT: 'true',
      NODE_OPTIONS: `--require ${join(__dirname, '../support/register.js')}`,
    };
    const server = await forkApp(baseDir, env, text => (written += text));
    try {
      await ask(new Site(server.origin));
    } finally {
      await server.close();
    }
  } finally {
    remove(baseDir);
  }
  return written.split('\n').filter(line => line.includes('tegg-passport'));
}

class Site {
  private readonly browser = new Browser();

  constructor(private readonly origin: string) {}

  get(path: string): Promise<Page> {
    return this.browser.get(this.origin + path, { Accept: 'application/json' });
  }

  cookies(): string[] {
    return this.browser
      .cookieHeader(this.origin)
      .split('; ')
      .map(cookie => cookie.slice(cookie.indexOf('=') + 1));
  }

  login(username: string, password = 'right'): Promise<Page> {
    return this.browser.post(`${this.origin}/login`, { username, password }, { Accept: 'application/json' });
  }
}

const TOOK = / \d+\.\dms$/;
const ours = (lines: string[]): string[] => lines.filter(line => !line.startsWith('tegg-passport refused:'));
const withoutTime = (lines: string[]): string[] => ours(lines).map(line => line.replace(TOOK, ''));

describe('DEBUG=tegg-passport*', () => {
  it('prints one line a decision: strategy, link of which chain, what came out, how long it took', async () => {
    const lines = await linesOf('tegg-passport*', async site => {
      await site.login('ed');
      await site.get('/edit');
    });
    assert.deepEqual(withoutTime(lines), [
      'tegg-passport:verifier verify findAccount user',
      'tegg-passport:verifier verify Keeper user',
      'tegg-passport:strategy local success',
      'tegg-passport:verifier serialize Keeper value',
      'tegg-passport:verifier deserialize Keeper user',
      'tegg-passport:strategy session success',
      'tegg-passport:policy editor yes',
    ]);
    for (const line of lines) assert.match(line, TOOK);
  });

  it('prints why not: the status and the code of a refusal, the class of an error', async () => {
    const lines = await linesOf('tegg-passport*', async site => {
      await site.login('ada', 'hush');
      await site.login('nobody');
      await site.login('ada', 'break');
      await site.get('/me');
      await site.get('/run/api-key');
      for (const name of ['redirects', 'passes', 'writes', 'silent']) await site.get(`/run/${name}`);
      await site.login('ada');
      await site.get('/edit');
      await site.get('/broken');
    });
    assert.deepEqual(withoutTime(lines), [
      'tegg-passport:strategy local fail status=401',
      'tegg-passport:verifier verify findAccount user',
      'tegg-passport:verifier verify Keeper nobody',
      'tegg-passport:strategy local fail status=401',
      'tegg-passport:strategy local error error=Error',
      'tegg-passport:strategy session fail status=401',
      'tegg-passport:strategy api-key fail status=401 code=unauthenticated',
      'tegg-passport:strategy redirects redirect status=302',
      'tegg-passport:strategy passes pass',
      'tegg-passport:strategy writes response status=200',
      'tegg-passport:strategy silent error status=504 code=strategy_timeout error=PassportError',
      'tegg-passport:verifier verify findAccount user',
      'tegg-passport:verifier verify Keeper user',
      'tegg-passport:strategy local success',
      'tegg-passport:verifier serialize Keeper value',
      'tegg-passport:verifier deserialize Keeper user',
      'tegg-passport:strategy session success',
      'tegg-passport:policy editor no',
      'tegg-passport:verifier deserialize Keeper user',
      'tegg-passport:strategy session success',
      'tegg-passport:policy broken error error=RangeError',
    ]);
  });

  it('prints nothing of a request, and nothing secret', async () => {
    let cookies: string[] = [];
    const lines = await linesOf('tegg-passport*', async site => {
      await site.login('ada', 'hush');
      await site.login('ada', 'break');
      await site.login('ada');
      cookies = site.cookies();
      for (const path of ['/me', '/edit', '/broken', '/run/redirects', '/run/writes']) await site.get(path);
      await site.get('/run/echoes?error=hush');
      await site.get(`/run/echoes?error=${encodeURIComponent('x\ntegg-passport:strategy local success 1.0ms')}`);
    });
    const echoed = 'tegg-passport:strategy echoes error error=Error';
    assert.deepEqual(
      withoutTime(lines).filter(line => line.includes('echoes')),
      [echoed, echoed],
    );
    assert.ok(cookies.length > 0 && cookies.every(value => value.length > 20), 'there are cookies');
    for (const secret of ['ada', 'hush', 'right', 'the database', 'example.org', ...cookies]) {
      assert.ok(!lines.some(line => line.includes(secret)), `${secret} stands in a line`);
    }
  });

  it('keeps a decision in its line, whatever its strategy is called', async () => {
    const lines = await linesOf('tegg-passport:strategy', site => site.get('/odd'));
    assert.deepEqual(withoutTime(lines), ['tegg-passport:strategy "odd\\nname" success']);
  });

  it('takes a part of it: only policies, or nothing', async () => {
    const ask = async (site: Site): Promise<void> => {
      await site.login('ed');
      assert.equal((await site.get('/edit')).text, 'edited');
    };
    assert.deepEqual(withoutTime(await linesOf('tegg-passport:policy', ask)), ['tegg-passport:policy editor yes']);
    assert.deepEqual(await linesOf('', ask), []);
  });
});
