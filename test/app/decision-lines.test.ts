import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
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
      @AuthPolicy('last') export class Last { can() { return true; } }
      @AuthPolicy('broken') export class Broken { can() { throw new RangeError('hush'); } }`,
  }),
  'config/config.default.ts': `export default { keys: 'generated', security: { csrf: { enable: false } }, passport: { timeout: '2s' } };`,
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
      ${get('/last')} async last() { return this.authService.runAs({ name: 'any' }, () => this.authService.can('last')); }
      ${get('/run/:name')} async run(@HTTPParam() name) { await this.authService.authenticate(name); return 'ran'; }
      ${get('/odd')} async odd() { await this.authService.authenticate('odd\\nname'); return 'ran'; }
      @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user.name; }
      @Authenticated({ policy: 'editor' }) ${get('/edit')} async edit() { return 'edited'; }
      @Authenticated({ policy: 'broken' }) ${get('/broken')} async broken() { return 'in'; } }`,
  }),
};

/** What the page `/last` prints. */
const LAST = /^tegg-passport:policy last yes .*\n/m;

/** The application in a process that was started with this `DEBUG`, a browser that visits it, and what it printed of ours. */
class Site {
  private browser = new Browser();
  private text = '';
  private readonly printed = new EventEmitter();
  private origin = '';
  private stop?: () => Promise<void>;
  private baseDir = '';

  async start(debug: string): Promise<this> {
    this.baseDir = write(APP);
    const env = {
      DEBUG: debug,
      DEBUG_COLORS: 'no',
      DEBUG_HIDE_DATE: 'yes',
      EGG_TYPESCRIPT: 'true',
      NODE_OPTIONS: `--require ${join(__dirname, '../support/register.js')}`,
    };
    const server = await forkApp(this.baseDir, env, text => {
      this.text += text;
      this.printed.emit('more');
    });
    this.origin = server.origin;
    this.stop = () => server.close();
    return this;
  }

  /** Another browser visits it: what it prints meanwhile. */
  async lines(visit: () => Promise<unknown>): Promise<string[]> {
    this.browser = new Browser();
    this.text = '';
    await visit();
    // Its last line is not here when its last answer is: this one comes after it.
    await new Browser().get(`${this.origin}/last`);
    while (!LAST.test(this.text)) await once(this.printed, 'more');
    return this.text
      .replace(LAST, '')
      .split('\n')
      .filter(line => line.includes('tegg-passport'));
  }

  get(path: string): Promise<Page> {
    return this.browser.get(this.origin + path, { Accept: 'application/json' });
  }

  login(username: string, password = 'right'): Promise<Page> {
    return this.browser.post(`${this.origin}/login`, { username, password }, { Accept: 'application/json' });
  }

  cookies(): string[] {
    return this.browser
      .cookieHeader(this.origin)
      .split('; ')
      .map(cookie => cookie.slice(cookie.indexOf('=') + 1));
  }

  async close(): Promise<void> {
    await this.stop?.();
    remove(this.baseDir);
  }
}

const TOOK = / \d+\.\dms$/;
const ours = (lines: string[]): string[] => lines.filter(line => !line.startsWith('tegg-passport refused:'));
const withoutTime = (lines: string[]): string[] => ours(lines).map(line => line.replace(TOOK, ''));

describe('DEBUG=tegg-passport*', () => {
  const site = new Site();
  before(() => site.start('tegg-passport*'));
  after(() => site.close());

  it('prints one line a decision: strategy, link of which chain, what came out, how long it took', async () => {
    const lines = await site.lines(async () => {
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
    const lines = await site.lines(async () => {
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
    const lines = await site.lines(async () => {
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
    const lines = await site.lines(() => site.get('/odd'));
    assert.deepEqual(withoutTime(lines), ['tegg-passport:strategy "odd\\nname" success']);
  });
});

describe('DEBUG=tegg-passport:policy', () => {
  const site = new Site();
  before(() => site.start('tegg-passport:policy'));
  after(() => site.close());

  it('prints policies and nothing else', async () => {
    const lines = await site.lines(async () => {
      await site.login('ed');
      assert.equal((await site.get('/edit')).text, 'edited');
    });
    assert.deepEqual(withoutTime(lines), ['tegg-passport:policy editor yes']);
  });
});
