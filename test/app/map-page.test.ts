import assert from 'node:assert/strict';
import type { Page, Route } from 'playwright-core';
import { renderPage } from '#src/app/page/renderPage';
import { startChromium, type Chromium } from '../support/chromium';
import { lowContrast, overlaps, tooWide } from '../support/layout';
import { listen, type Listening } from '../support/listen';
import { LONG_MAP } from '../support/longMap';
import { MARKUP, PAGE_SITE } from '../support/pageSite';
import { running } from '../support/running';

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 400, height: 800 };

describe('the page in Chromium', function () {
  this.timeout(60_000);
  const on = running(PAGE_SITE, { env: 'local' });
  let site: Listening;
  let chromium: Chromium;
  let page: Page;
  /** What must not happen on any page: errors, violations of its policy, requests to elsewhere. */
  let wrong: string[];

  before(async () => {
    site = await listen(on.app.callback());
    chromium = await startChromium();
    (await on.object<{ deleted: Set<string> }>('accounts')).deleted.add('gone');
  });
  after(async () => {
    await chromium?.close();
    await site?.close();
  });

  const open = async (viewport = WIDE, path = '/__passport'): Promise<void> => {
    page = await chromium.context.newPage();
    page.on('console', message => void (message.type() === 'error' && wrong.push(message.text())));
    page.on('pageerror', err => void wrong.push(err.message));
    page.on('request', request => {
      const url = request.url();
      if (!url.startsWith(`${site.origin}/`) && !url.startsWith('data:')) wrong.push(url);
    });
    await page.setViewportSize(viewport);
    await page.goto(site.origin + path);
  };
  const rows = () => page.locator('tbody tr:visible');
  const row = (title: string) =>
    page.getByRole('row').filter({ has: page.getByRole('button', { name: `Ask about ${title}`, exact: true }) });
  const answer = () => page.getByRole('status').filter({ has: page.locator('.verdict') });
  /** Asks with the form, as somebody with a mouse does. */
  const ask = async (title: string, user?: string): Promise<string> => {
    await row(title).getByRole('button').click();
    if (user === undefined) await page.getByLabel('nobody').check();
    else {
      await page.getByLabel('of a session').check();
      await page.getByLabel('What the session holds').fill(user);
    }
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    return (await answer().innerText()).replaceAll(/\s+/g, ' ');
  };

  beforeEach(() => {
    wrong = [];
  });
  afterEach(async () => {
    await page?.close();
    assert.deepEqual(wrong, []);
  });

  it('lists every route, with the open ones standing out', async () => {
    await open();
    assert.equal(await rows().count(), on.app.passport.map().entries.length);
    const first = rows().first();
    assert.match(await first.innerText(), /\/open[^]*open[^]*nobody said anything/);
    assert.match(await row('GET /admin').innerText(), /guarded[^]*session[^]*roles\("admin"\)/);
    assert.match(await page.getByRole('list', { name: 'In short' }).innerText(), /3\s*open/);
  });

  it('has the strategies on the left, and the chain as a picture beside them', async () => {
    await open();
    const left = (await page.getByRole('complementary', { name: 'Strategies' }).boundingBox())!;
    const picture = (await page.getByRole('region', { name: 'What a login runs through' }).boundingBox())!;
    assert.ok(left.x + left.width < picture.x);
    const stages = await page.getByRole('list', { name: 'The login' }).locator('h4').allInnerTexts();
    assert.deepEqual(stages, ['request', 'strategy', 'verify', 'serialize', 'session']);
    const later = await page.getByRole('list', { name: 'Every later request' }).locator('h4').allInnerTexts();
    assert.deepEqual(later, ['session', 'deserialize', 'stamp', 'guard', 'method']);
  });

  it('shows which links a login with one strategy passes by', async () => {
    await open();
    const passedBy = async () => (await page.locator('.passed-by b').allInnerTexts()).sort();
    assert.deepEqual(await passedBy(), []);
    await page.getByLabel('Login with').selectOption('local');
    assert.deepEqual(await passedBy(), ['MarkupAccount', 'api-key', 'away', 'faulty', 'github', 'markup', 'silent']);
    await page.getByLabel('Login with').selectOption('markup');
    assert.deepEqual(await passedBy(), ['api-key', 'away', 'faulty', 'github', 'local', 'silent']);
  });

  it('filters by path while somebody types, and by access', async () => {
    await open();
    await page.getByLabel('Filter by path').pressSequentially('PUBLIC');
    assert.equal(await rows().count(), 2);
    assert.match(await page.locator('#shown').innerText(), /^2 of \d+$/);
    await page.getByRole('combobox', { name: 'Access' }).selectOption('guarded');
    assert.equal(await rows().count(), 0);
    assert.ok(await page.getByText('Nothing here has that').isVisible());
  });

  it('lists and filters without JavaScript', async () => {
    const plain = await startChromium({ javaScriptEnabled: false });
    try {
      const still = await plain.context.newPage();
      await still.goto(`${site.origin}/__passport`);
      await still.getByLabel('Filter by path').fill('public');
      await still.getByRole('button', { name: 'Filter' }).click();
      await still.waitForURL(/path=public/);
      assert.equal(await still.locator('tbody tr:visible').count(), 2);
      assert.ok(await still.locator('noscript p').isVisible());
    } finally {
      await plain.close();
    }
  });

  const ANSWERS: [what: string, title: string, user: string | undefined, answer: RegExp][] = [
    ['allowed', 'GET /admin', 'root', /^✓ Yes 200 .*name root.*✓ policy: yes roles\("admin"\) says yes$/],
    ['a policy says no', 'GET /admin', 'ada', /^✗ No 403 .*✗ policy: no roles\("admin"\) says no$/],
    ['the wrong strategy', 'GET /key', 'ada', /^✗ No 401 .*– strategy: skipped api-key not run/],
    ['a deleted user', 'GET /me', 'gone', /^✗ No 401 .*deserializeUser knows nobody/],
    ['an optional guard', 'GET /maybe', undefined, /^✓ Yes 200 .*no user/],
    ['a login', 'POST /login', undefined, /^✓ Yes 200 .*login is open/],
    ['a public route', 'GET /public', undefined, /^✓ Yes 200 .*public/],
  ];
  it('answers whether this user may do this', async () => {
    await open();
    for (const [what, title, user, expected] of ANSWERS) assert.match(await ask(title, user), expected, what);
  });

  it('says what is wrong with a question', async () => {
    await open();
    assert.match(await ask('GET /me', ''), /Not asked.*Say who the user is/);
    // The browser's own line about the status.
    wrong = wrong.filter(text => !text.includes('400 (Bad Request)'));
  });

  it('says so when the application answers no JSON', async () => {
    await open();
    await page.route('**/__passport/ask', route => route.fulfill({ status: 500, body: '<h1>Error</h1>' }));
    assert.match(await ask('GET /me', 'ada'), /Not asked.*answers 500/);
    wrong = wrong.filter(text => !text.includes('500 (Internal Server Error)'));
  });

  it('shows an answer only beside its question', async () => {
    await open();
    await ask('GET /admin', 'root');
    await page.getByLabel('What the session holds').fill('ada');
    assert.equal(await page.locator('#answer').innerText(), '');
    let held: Route | undefined;
    await page.route('**/__passport/ask', route => void (held = route), { times: 1 });
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('Asking…').waitFor();
    await page.getByLabel('nobody').check();
    assert.equal(await page.locator('#answer').innerText(), '');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    assert.match(await answer().innerText(), /No 401/);
    const late = page.waitForResponse('**/__passport/ask');
    await held?.continue();
    await (await late).finished();
    assert.match(await answer().innerText(), /No 401/);
  });

  it('shows the address where a policy may look at it', async () => {
    await open();
    const address = page.getByLabel('Address');
    await row('GET /me').getByRole('button').click();
    assert.ok(await address.isHidden());
    await row('GET /of/:owner').getByRole('button').click();
    assert.ok(await address.isVisible());
    await address.fill('/of/ada');
    await page.getByLabel('What the session holds').fill('ada');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    assert.match(await answer().innerText(), /Yes 200/);
    // With so long a form the answer is below what is seen, and comes into sight.
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelector('.verdict')!.getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight;
    });
    // Its pattern is no address.
    assert.match(await ask('GET /digits/:id(\\d+)', 'ada'), /Yes 200/);
  });

  it('goes to the form with the focus, whoever is asked about', async () => {
    await open();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('name'));
    await row('GET /me').getByRole('button').click();
    assert.equal(await focused(), 'value');
    await page.getByLabel('nobody').check();
    await row('GET /admin').getByRole('button').click();
    assert.equal(await focused(), 'entry');
  });

  it('says so when the application is not there any more', async () => {
    await open();
    await page.route('**/__passport/ask', route => route.abort());
    assert.match(await ask('GET /me', 'ada'), /Not asked/);
    wrong = wrong.filter(text => !text.includes('ERR_FAILED'));
  });

  it('is used with the keyboard alone', async () => {
    await open();
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) {
        await page.keyboard.press(key);
        const hasRing = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle !== 'none');
        assert.ok(hasRing, `nobody sees where the focus is after ${key}`);
      }
    };
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.textContent);
    await press('Tab');
    assert.equal(await focused(), 'Skip to the routes');
    await press('Enter', 'Tab');
    assert.equal(await focused(), 'path');
    await page.keyboard.type('/me');
    assert.equal(await rows().count(), 1);
    await press('Tab', 'Tab');
    assert.equal(await focused(), 'Ask');
    await press('Enter');
    assert.equal(await focused(), 'value');
    await page.keyboard.type('ada');
    await press('Tab', 'Tab', 'Tab', 'Tab');
    assert.equal(await focused(), 'Ask');
    await press('Enter');
    assert.match(await answer().innerText(), /Yes[^]*name ada/);
  });

  for (const [name, viewport] of Object.entries({
    '400 px': NARROW,
    '900 px': { width: 900, height: 800 },
    '1280 px': WIDE,
  })) {
    it(`nothing is cut off or lies over anything at ${name}`, async () => {
      await open(viewport);
      await ask('GET /broken', 'ada');
      assert.deepEqual(await page.evaluate(tooWide), []);
      for (const selector of [
        '.card',
        '.stage',
        '.item',
        'tbody tr',
        'tbody td, tbody th',
        '.links li',
        '#question label, #question button',
        '.badge',
      ])
        assert.deepEqual(await page.evaluate(overlaps, selector), [], selector);
    });
  }

  it('has a place for names of any length, at any width', async () => {
    const view = { appName: 'x'.repeat(120), baseDir: '/srv/app', nonce: 'n0nce' };
    const long = await listen((_req, res) =>
      res.setHeader('Content-Type', 'text/html').end(renderPage(LONG_MAP, view)),
    );
    page = await chromium.context.newPage();
    try {
      await page.goto(long.origin);
      for (const width of [400, 900, 1024, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        assert.deepEqual(await page.evaluate(tooWide), [], `${width} px`);
        for (const selector of ['.card', '.stage', 'tbody td, tbody th', '.links li', '.badge'])
          assert.deepEqual(await page.evaluate(overlaps, selector), [], `${selector} at ${width} px`);
      }
    } finally {
      await long.close();
    }
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is readable in ${colorScheme} colours`, async () => {
      await open();
      await page.emulateMedia({ colorScheme });
      for (const [, title, user] of ANSWERS.slice(0, 2)) {
        await ask(title, user);
        assert.deepEqual(await page.evaluate(lowContrast), []);
      }
      await page.getByLabel('Login with').selectOption('local');
      assert.deepEqual(await page.evaluate(lowContrast), []);
    });
  }

  it('every field has a label, and the answer is said aloud', async () => {
    await open();
    const unlabelled = await page
      .locator('input, select, textarea')
      .evaluateAll(fields =>
        fields.filter(field => !(field as HTMLInputElement).labels?.length).map(field => field.outerHTML),
      );
    assert.deepEqual(unlabelled, []);
    assert.equal(await page.locator('#answer').getAttribute('aria-live'), 'polite');
    for (const role of ['banner', 'main', 'contentinfo', 'search', 'table'] as const)
      assert.equal(await page.getByRole(role).count(), 1, role);
    assert.deepEqual(await page.getByRole('columnheader').allInnerTexts(), [
      'Route',
      'Access',
      'Wants',
      'Source',
      'Ask',
    ]);
  });

  it('shows markup in a path or in a reason as text', async () => {
    await open();
    await row(`GET ${MARKUP}`).getByRole('button').click();
    await page.getByLabel('nobody').check();
    await page.getByText('The request: address, headers and body').click();
    await page.getByLabel('Headers').fill('x-any: 1');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    assert.match(await answer().innerText(), /refuses: <img src=x onerror="window.hacked=1">/);
    await page.goto(`${site.origin}/__passport?path=${encodeURIComponent('"><img src=x onerror=window.hacked=1>')}`);
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.evaluate('window.hacked'), undefined);
  });

  it('answers no other page of the browser, whatever CORS headers the application has', async () => {
    await open();
    const shared = await listen((req, res) => {
      res.setHeader('Access-Control-Allow-Origin', '*');
      void on.app.callback()(req, res);
    });
    const readAs = (url: string): Promise<string> => fetch(url).then(res => res.text());
    const evil = await listen((_req, res) => res.setHeader('Content-Type', 'text/html').end('<p>another site</p>'));
    try {
      await page.goto(evil.origin);
      const asked = await page.evaluate(async url => {
        const send = (init: RequestInit) =>
          fetch(url, { method: 'POST', body: '{}', ...init }).then(
            () => 'read',
            () => 'refused',
          );
        const json = { 'Content-Type': 'application/json' };
        return [
          await send({ headers: json }),
          await send({}),
          await fetch(url).then(
            () => 'read',
            () => 'refused',
          ),
        ];
      }, `${site.origin}/__passport/ask`);
      assert.deepEqual(asked, ['refused', 'refused', 'refused']);
      assert.match(await page.evaluate(readAs, `${shared.origin}/open`), /calls/);
      assert.doesNotMatch(await page.evaluate(readAs, `${shared.origin}/__passport`), /PageController/);
    } finally {
      await evil.close();
      await shared.close();
    }
    // What the browser refused is an error there.
    wrong = [];
  });
});
