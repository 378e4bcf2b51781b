import assert from 'node:assert/strict';
import type { Middleware } from '#src/passport/Passport';
import { config, generate, type Generated } from '../support/generate';
import { listen } from '../support/listen';
import { askPage } from '../support/pageQuestion';
import { PAGE_SITE } from '../support/pageSite';
import { HTML, JSON_ONLY, running } from '../support/running';

const FROM_PAGE = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' };
const LIVE = { ...PAGE_SITE, 'config/config.default.ts': `export default { keys: 'generated' };\n` };

/** egg-core's list of what it has loaded. */
interface Loaded {
  readonly middlewares: Record<string, (options: object, app: object) => Middleware>;
}

describe('GET /__passport in local', () => {
  const on = running(LIVE, { env: 'local' });

  it('shows the map, and lets nothing in but its own style and script', async () => {
    const res = await on.get('/__passport', HTML).expect(200).expect('Content-Type', /html/);
    for (const said of ['PageController', 'api-key', '/either']) assert.ok(plain(res.text).includes(said), said);
    const policy = String(res.headers['content-security-policy']);
    const [nonce] = /nonce-[^']+/.exec(policy) ?? [];
    assert.match(policy, /^default-src 'none';/);
    assert.doesNotMatch(policy, /unsafe|\*/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(res.headers['cache-control'], 'no-store');
    assert.equal(res.headers['access-control-allow-origin'], undefined);
    const again = await on.get('/__passport').expect(200);
    assert.ok(nonce && !String(again.headers['content-security-policy']).includes(nonce));
  });

  it('answers HEAD without a body', async () => {
    const res = await on.app.httpRequest().head('/__passport').expect(200).expect('Cache-Control', 'no-store');
    assert.equal(res.text, undefined);
  });

  it('opens no session', async () => {
    const res = await on.get('/__passport').expect(200);
    assert.equal(res.headers['set-cookie'], undefined);
  });

  it('is filtered by its address', async () => {
    const { text } = await on.get('/__passport?path=either&access=guard').expect(200);
    assert.ok(text.includes('1 of '));
  });

  it('takes a repeated parameter for one', async () => {
    await on.get('/__passport?path=either&path=x&access[]=guard').expect(200);
  });

  for (const [what, headers] of Object.entries<Record<string, string>>({
    'a page whose name leads here': { Host: 'evil.example' },
    'a tunnel': { Host: 'localhost', 'X-Forwarded-For': '203.0.113.7' },
  }))
    it(`is not there for ${what}`, async () => {
      const res = await on.get('/__passport', { ...headers, ...JSON_ONLY }).expect(404);
      const other = await on.get('/__nothing', { ...headers, ...JSON_ONLY }).expect(404);
      assert.deepEqual(res.body, other.body);
      await on
        .post('/__passport/ask', { ...headers, ...FROM_PAGE })
        .send({})
        .expect(403, /csrf/);
    });

  const LINK = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
  const FETCH = { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' };
  const FRAME = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' };
  const READERS: [who: string, headers: Record<string, string>, status: number][] = [
    ['somebody who typed its address', { 'Sec-Fetch-Site': 'none', ...LINK }, 200],
    ['a link on another site', { 'Sec-Fetch-Site': 'cross-site', ...LINK }, 200],
    ['a script of this site', { 'Sec-Fetch-Site': 'same-origin', ...FETCH }, 200],
    ['a script of another site', { 'Sec-Fetch-Site': 'cross-site', ...FETCH }, 404],
    ['a script of another port of this machine', { 'Sec-Fetch-Site': 'same-site', ...FETCH }, 404],
    ['a frame of another site', { 'Sec-Fetch-Site': 'cross-site', ...FRAME }, 404],
    ['an older browser, for a script of another site', { Origin: 'http://evil.example' }, 404],
    ['an older browser, for a script of nowhere', { Origin: 'null' }, 404],
    ['an older browser, for this site', { Origin: 'http://localhost:7', Host: 'localhost:7' }, 200],
  ];
  for (const [who, headers, status] of READERS)
    it(`${status === 200 ? 'is' : 'is not'} there for ${who}`, () => on.get('/__passport', headers).expect(status));

  it('answers no other address and no other method', async () => {
    for (const path of ['/__passport/', '/__passport/ask', '/__passports', '/__PASSPORT'])
      await on.get(path).expect(404);
    await on.post('/__passport', FROM_PAGE).send({}).expect(403, /csrf/);
  });

  it('takes nothing away from the CSRF protection of the application', async () => {
    await on.post('/public', JSON_ONLY).send({}).expect(403, /csrf/);
    await on.post('/login', FROM_PAGE).send({ username: 'ada', password: 'right' }).expect(403, /csrf/);
  });

  const NOT_ASKED: [what: string, headers: Record<string, string>, body: string, status: number][] = [
    ['another site', { ...FROM_PAGE, 'Sec-Fetch-Site': 'cross-site' }, '{}', 403],
    ['another port of this machine', { ...FROM_PAGE, 'Sec-Fetch-Site': 'same-site' }, '{}', 403],
    [
      'an origin that is not this one',
      { 'Content-Type': 'application/json', Origin: 'http://evil.example' },
      '{}',
      403,
    ],
    ['nobody who says where it comes from', { 'Content-Type': 'application/json' }, '{}', 403],
    ['a form', { ...FROM_PAGE, 'Content-Type': 'text/plain' }, '{}', 415],
    ['what is no JSON', FROM_PAGE, '{', 400],
    ['what is no object', FROM_PAGE, '"x"', 400],
    ['nothing', FROM_PAGE, 'null', 400],
    ['values that are no text', FROM_PAGE, '{"as":["nobody"]}', 400],
    ['more than a question', FROM_PAGE, JSON.stringify({ as: 'x'.repeat(70_000) }), 413],
    ['a route that is not there', FROM_PAGE, '{"as":"nobody","entry":"x"}', 404],
  ];
  for (const [what, headers, body, status] of NOT_ASKED)
    it(`a question from ${what}: ${status}`, async () => {
      const res = await on.post('/__passport/ask', headers).send(body).expect(status);
      assert.equal(typeof (res.body as { message: unknown }).message, 'string');
      assert.equal(res.headers['access-control-allow-origin'], undefined);
      assert.equal(res.headers['set-cookie'], undefined);
    });

  it('an older browser asks with its origin', async () => {
    const res = await on
      .post('/__passport/ask', {
        'Content-Type': 'application/json',
        Origin: 'http://localhost:7',
        Host: 'localhost:7',
      })
      .send('{"as":"nobody","entry":"x"}');
    assert.equal(res.status, 404);
  });
});

for (const env of ['unittest', 'prod', 'staging']) {
  describe(`GET /__passport in ${env}`, () => {
    const silent = { [`config/config.${env}.ts`]: `export default { logger: { consoleLevel: 'NONE' } };\n` };
    const on = running({ ...PAGE_SITE, 'config/config.default.ts': config(), ...silent }, { env });

    it('is 404, as what was never there', async () => {
      assert.equal(on.app.config.env, env);
      assert.ok(!on.app.config.coreMiddleware.includes('passportPage'));
      const pages = [await on.get('/__passport', HTML).expect(404), await on.get('/__nothing1', HTML).expect(404)];
      assert.equal(pages[0].text, pages[1].text);
      await on.post('/__passport/ask', FROM_PAGE).send({ as: 'nobody', entry: 'x' }).expect(404);
    });

    it('is 404 even where an application names its middleware', async () => {
      const middleware = (on.app as unknown as Loaded).middlewares.passportPage({}, on.app);
      let passed = 0;
      const ctx = {
        path: '/__passport',
        method: 'GET',
        req: { headers: { host: 'localhost' }, socket: { remoteAddress: '127.0.0.1' } },
      };
      await middleware(ctx as never, async () => void passed++);
      assert.equal(passed, 1);
    });
  });
}

describe('GET /__passport in local, in production', () => {
  const { NODE_ENV } = process.env;
  before(() => {
    process.env.NODE_ENV = 'production';
  });
  const on = running(LIVE, { env: 'local' });
  after(() => {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  });

  it('is 404', async () => {
    assert.equal(on.app.config.env, 'local');
    assert.ok(!on.app.config.coreMiddleware.includes('passportPage'));
    await on.get('/__passport', JSON_ONLY).expect(404);
  });
});

describe('GET /__passport of an application without tegg and without sessions', () => {
  let old: Generated;
  before(async () => {
    old = await generate(
      {
        'config/plugin.ts': `export default { session: false, passport: { enable: true, package: 'tegg-passport' } };\n`,
        'config/config.local.ts': `export default { logger: { consoleLevel: 'NONE' } };\n`,
        'app.ts': `import { Strategy } from 'passport';
          class Key extends Strategy { authenticate(req) { req.get('x-key') ? this.success({ id: 1 }) : this.fail('Key'); } }
          export default class Boot { constructor(private readonly app) {} async didLoad() { this.app.passport.use('key', new Key()); } }`,
        'app/router.ts': `export default app => {
          app.get('/plain', ctx => { ctx.body = 'plain'; });
          app.post('/in', app.passport.authenticate('key', { session: false, successRedirect: '/plain' })); };`,
      },
      { env: 'local' },
    );
  });
  after(() => old.close());

  it('shows what it has, and answers', async () => {
    const site = await listen(old.app.callback());
    try {
      const page = plain(await (await fetch(`${site.origin}/__passport`)).text());
      for (const said of ['/plain', '/in', 'app/router']) assert.ok(page.includes(said), said);
      const open = await askPage(site.origin, 'GET /plain', { as: 'session', value: 'anything' });
      assert.equal(open.verdict.allowed, true);
      const login = await askPage(site.origin, 'POST /in');
      assert.deepEqual(
        login.reasons.map(({ name, outcome }) => `${name} ${outcome}`),
        ['user skipped', 'key skipped'],
      );
    } finally {
      await site.close();
    }
  });
});

/** Without markup. */
function plain(page: string): string {
  return page.replaceAll('<wbr />', '').replaceAll(/<[^>]*>/g, ' ');
}
