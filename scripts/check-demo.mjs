// Starts the demo as `npm run demo` does, on free ports with fresh data, and uses it over HTTP as people would.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ALL_WITHIN = 180_000;
const READY_WITHIN = 60_000;
const ANSWER_WITHIN = 15_000;
const END_WITHIN = 15_000;
const PASSWORD = { username: 'ada', password: 'analytical engine' };
const API_KEY = 'demo-key-of-ada';
const COOKIE_KEY = 'the key of a check';
const MINUTE = 60_000;

// What reads and writes the demo's session cookies.
const { SessionCodec } = createRequire(import.meta.url)('../dist/tegg-passport/passport/cookie/SessionCodec.js');

/** Follows no redirect by itself. Like a browser, it keeps cookies by host, whatever the port. */
class Browser {
  cookies = new Map();

  async send(url, init = {}) {
    const { hostname, pathname } = new URL(url);
    const sent = [...this.cookies.values()].filter(({ host, path }) => host === hostname && pathname.startsWith(path));
    const headers = {
      accept: 'text/html',
      cookie: sent.map(({ name, value }) => `${name}=${value}`).join('; '),
      ...init.headers,
    };
    const signal = AbortSignal.timeout(ANSWER_WITHIN);
    const response = await fetch(url, { ...init, headers, signal, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.keep(hostname, line);
    const location = response.headers.get('location');
    const text = await response.text();
    return {
      url,
      status: response.status,
      headers: response.headers,
      text,
      next: location && new URL(location, url).href,
    };
  }

  keep(host, line) {
    const [pair, ...attributes] = line.split(/;\s*/);
    const [, name, value] = /^([^=]*)=(.*)$/.exec(pair);
    const attribute = key => attributes.find(text => text.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
    const path = attribute('path') ?? '/';
    const key = `${host} ${path} ${name}`;
    if (!value || Date.parse(attribute('expires')) < Date.now()) this.cookies.delete(key);
    else this.cookies.set(key, { host, path, name, value });
  }

  /** Goes where the answers send it, until there is a page. */
  async follow(answer) {
    let page = await answer;
    for (let hops = 0; page.next; hops++) {
      assert.ok(hops < 10, `redirected in circles at ${page.url}`);
      page = await this.send(page.next);
    }
    return page;
  }

  open(url) {
    return this.follow(this.send(url));
  }

  /** Makes the login of the session older than it is, as if that time had passed. */
  waits(time) {
    const cookie = [...this.cookies.values()].find(({ name }) => name === 'EGG_SESS');
    const codec = new SessionCodec({ keys: [COOKIE_KEY], name: cookie.name, eggCookiesUntil: 0 });
    const session = codec.decode(cookie.value);
    session.passport.at -= time;
    cookie.value = codec.encode(session);
  }

  /** Sends the form of a page that goes to this address, with the hidden fields that it carries. */
  submit(page, action, fields) {
    const form = [...page.text.matchAll(/<form[^>]*>[^]*?<\/form>/g)].find(
      ([found]) => (/ action="([^"]*)"/.exec(found)?.[1] ?? '') === action,
    )?.[0];
    assert.ok(form, `no form for '${action}' at ${page.url}`);
    const hidden = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const body = new URLSearchParams([...hidden.map(([, name, value]) => [name, value]), ...Object.entries(fields)]);
    return this.follow(this.send(new URL(action, page.url).href, { method: 'POST', body }));
  }
}

const data = await mkdtemp(join(tmpdir(), 'tegg-passport-demo-'));
const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
let demo;
let site;
let standIn;
let passed = 0;
let failed = 0;

// Whatever ends this process ends the demo too.
process.once('exit', () => demo?.kill('SIGKILL'));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
setTimeout(() => {
  console.log(`not done after ${ALL_WITHIN / 1000} seconds`);
  process.exit(1);
}, ALL_WITHIN).unref();

await step('the demo starts and says where it is', async () => {
  const [command, ...args] = scripts.demo.split(' ');
  assert.equal(command, 'node');
  // Neither the ports nor the GitHub application of whoever runs this.
  const { GITHUB_KEY: _key, GITHUB_SECRET: _secret, STAND_IN_PORT: _port, ...env } = process.env;
  demo = spawn(process.execPath, args, {
    env: { ...env, PORT: '0', DEMO_DATA: data, COOKIE_KEYS: COOKIE_KEY },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  site = await readyAt(demo);
});
if (site) await use();
await step('it ends cleanly and frees its ports', async () => {
  demo.kill('SIGTERM');
  if (demo.exitCode === null) await once(demo, 'exit', { signal: AbortSignal.timeout(END_WITHIN) });
  assert.equal(demo.exitCode, 0);
  for (const url of [site, standIn]) await assert.rejects(fetch(url), { message: 'fetch failed' });
});

await rm(data, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;

async function use() {
  await step('a stranger who asks for the members’ page is sent to the login page', async () => {
    await assertNobody(new Browser());
  });

  await step('the login page says that GitHub is a stand-in', async () => {
    const page = await new Browser().open(`${site}/login`);
    assert.match(page.text, /Goes to a stand-in/);
    assert.match(page.text, /href="\/passport\/github"/);
  });

  await step('the map shows this machine who may do what', async () => {
    const page = await new Browser().open(`${site}/__passport`);
    assert.equal(page.status, 200);
    assert.match(page.text, /aria-label="Ask about POST \/members\/password"/);
    assert.match(page.text, /data-access="open"/);
  });

  const ada = new Browser();
  await step('a password leads to the page that was wanted', async () => {
    const login = await ada.open(`${site}/members?from=here`);
    const page = await ada.submit(login, '/login', PASSWORD);
    assert.equal(page.url, `${site}/members?from=here`);
    assertMember(page, 'ada');
  });

  await step('the next request shows the same user', async () => {
    assertMember(await ada.open(`${site}/members`), 'ada');
  });

  await step('a session opens the API where it is named, and only there', async () => {
    assert.equal((await ada.send(`${site}/api/time`)).status, 200);
    assert.equal((await ada.send(`${site}/api/me`)).status, 401);
  });

  await step('the API answers JSON to a key, and 401 with a challenge without one', async () => {
    const answer = await api('/api/me', API_KEY);
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), { name: 'ada', provider: 'local' });
    assert.equal((await api('/api/time', API_KEY)).status, 200);
    for (const key of [undefined, 'no-such-key']) {
      const refused = await api('/api/me', key);
      assert.equal(refused.status, 401);
      assert.match(refused.headers.get('www-authenticate'), /^ApiKey/);
      assert.match(refused.headers.get('content-type'), /json/);
    }
  });

  await step('a member makes an API key, and it works', async () => {
    const form = await ada.open(`${site}/members/api-key`);
    const page = await ada.submit(form, '/members/api-key', {});
    const [, key] = /x-api-key: ([\w-]+)/.exec(page.text);
    assert.equal((await api('/api/me', key)).status, 200);
    assert.equal((await api('/api/me', API_KEY)).status, 401, 'the key before must be gone');
  });

  const grace = new Browser();
  await throughProvider(grace, { login: 'grace-hopper', answer: 'authorize' });

  await step('the admins’ page opens for an admin', async () => {
    const page = await ada.open(`${site}/admin`);
    assert.equal(page.status, 200);
    assert.match(page.text, /<td>grace-hopper<\/td>/);
    assert.match((await ada.open(site)).text, /href="\/admin">Admin</);
  });

  await step('it is forbidden to every other member, who is told so and sent nowhere', async () => {
    const answer = await grace.send(`${site}/admin`);
    assert.equal(answer.status, 403);
    assert.match(answer.text, /<h1>403 Forbidden<\/h1>\s*<p>Your account may not do this/);
    assert.doesNotMatch((await grace.open(site)).text, /href="\/admin">Admin</);
    assert.equal((await new Browser().send(`${site}/admin`)).next, `${site}/login`);
  });

  await step('members pin notes, which are shown as text', async () => {
    const page = await ada.submit(await ada.open(`${site}/notes`), '/notes', { text: '<b>weave</b> numbers' });
    assert.match(page.text, /&lt;b&gt;weave&lt;\/b&gt; numbers/);
    const refused = await ada.submit(page, '/notes', { text: ' ' });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /role="alert">A note has 1 to 200 characters/);
  });

  await step('a note is removed by its author, and by nobody else', async () => {
    const [action] = /\/notes\/\d+\/remove/.exec((await ada.open(`${site}/notes`)).text);
    const seen = await grace.open(`${site}/notes`);
    assert.match(seen.text, /weave/);
    assert.ok(!seen.text.includes(action), 'who may not remove a note has no button for it');
    const body = new URLSearchParams({ _csrf: /name="_csrf" value="([^"]*)"/.exec(seen.text)[1] });
    for (const path of [action, '/notes/999/remove', '/notes/x/remove']) {
      assert.equal((await grace.send(site + path, { method: 'POST', body })).status, 403);
    }
    const left = await ada.submit(await ada.open(`${site}/notes`), action, {});
    assert.equal(left.url, `${site}/notes`);
    assert.doesNotMatch(left.text, /weave/);
  });

  await step('a fresh password login opens what wants one, and an old one must be confirmed first', async () => {
    assert.match((await ada.open(`${site}/members/password`)).text, /<h1>Change the password<\/h1>/);
    ada.waits(6 * MINUTE);
    assertMember(await ada.open(`${site}/members`), 'ada');
    const confirm = await ada.open(`${site}/members/password`);
    assert.equal(confirm.url, `${site}/login`);
    assert.match(confirm.text, /<h1>Is it still you, ada\?<\/h1>/);
    assert.match(confirm.text, /<input name="username" value="ada"/);
    const wrong = await ada.submit(confirm, '/login', { ...PASSWORD, password: 'difference engine' });
    assert.match(wrong.text, /Is it still you, ada\?[^]*role="alert">User name or password is wrong/);
    const page = await ada.submit(wrong, '/login', PASSWORD);
    assert.equal(page.url, `${site}/members/password`);
    assert.equal(page.status, 200);
    assert.equal((await ada.open(`${site}/login`)).url, `${site}/members`, 'nothing is left to confirm');
  });

  await step('a form that was left open too long is refused, and says what to do', async () => {
    const form = await ada.open(`${site}/members/api-key`);
    ada.waits(6 * MINUTE);
    const refused = await ada.submit(form, '/members/api-key', {});
    assert.equal(refused.status, 401);
    assert.match(refused.text, /wants a login that is fresh/);
    const confirm = await ada.open(site + /href="(\/login\?[^"]*)"/.exec(refused.text)[1]);
    assertMember(await ada.submit(confirm, '/login', PASSWORD), 'ada');
    // The login has made a new CSRF secret: the form from before is refused, a new one is not.
    assert.equal((await ada.submit(form, '/members/api-key', {})).status, 403);
    const renewed = await ada.open(`${site}/members/api-key`);
    assert.equal((await ada.submit(renewed, '/members/api-key', {})).status, 200);
  });

  await step('a login with GitHub opens what wants a fresh login, and never what wants a password', async () => {
    assert.equal((await grace.send(`${site}/members/api-key`)).status, 200);
    const closed = await grace.open(`${site}/members/password?from=here`);
    assert.equal(closed.url, `${site}/login`);
    assert.match(closed.text, /<h1>There is no password<\/h1>/);
    assert.doesNotMatch(closed.text, /passport\/github|<form[^>]*action="\/login"/);
    assert.equal((await grace.open(`${site}/login`)).url, `${site}/members`, 'nothing is left to confirm');
    grace.waits(6 * MINUTE);
    assert.match((await grace.open(`${site}/members/api-key`)).text, /Confirm with GitHub/);
    const page = await throughProvider(grace, { login: 'grace-hopper', answer: 'authorize' });
    assert.equal(page.url, `${site}/members/api-key`);
    assert.equal(page.status, 200);
  });

  await step('a page that is not there is a page of the demo, and JSON for the API', async () => {
    const page = await ada.send(`${site}/nothing`);
    assert.equal(page.status, 404);
    assert.match(page.text, /<h1>404 Not Found<\/h1>/);
    const answer = await api('/api/nothing', API_KEY);
    assert.equal(answer.status, 404);
    assert.match(answer.headers.get('content-type'), /json/);
  });

  await step('signing out leaves nobody', async () => {
    await ada.submit(await ada.open(`${site}/members`), '/logout', {});
    await assertNobody(ada);
  });

  await step('a wrong password shows an error and leaves nobody', async () => {
    const browser = new Browser();
    const login = await browser.open(`${site}/members`);
    const page = await browser.submit(login, '/login', { ...PASSWORD, password: 'difference engine' });
    assert.match(page.text, /role="alert">User name or password is wrong/);
    await assertNobody(browser);
  });

  await step('a form without its CSRF token is refused', async () => {
    const browser = new Browser();
    await browser.open(`${site}/login`);
    const body = new URLSearchParams(PASSWORD);
    assert.equal((await browser.send(`${site}/login`, { method: 'POST', body })).status, 403);
    await assertNobody(browser);
  });

  await step('the provider’s login leads through its screen and back to the members’ page', async () => {
    const page = await throughProvider(new Browser(), { login: 'grace-hopper', answer: 'authorize' });
    assert.equal(page.url, `${site}/members`);
    assertMember(page, 'grace-hopper');
    assert.match(page.text, /GitHub \(the stand-in\)/);
  });

  await step('the provider’s user of the same name is another account than the password’s', async () => {
    const page = await throughProvider(new Browser(), { login: 'ada', answer: 'authorize' });
    assertMember(page, 'ada');
    assert.match(page.text, /number (?!1<)\d+</);
  });

  await step('who comes again through the provider has the same account', async () => {
    const accounts = [];
    for (const browser of [new Browser(), new Browser()]) {
      const page = await throughProvider(browser, { login: 'octocat', answer: 'authorize' });
      accounts.push(/number (\d+)</.exec(page.text)?.[1]);
    }
    assert.ok(accounts[0]);
    assert.equal(accounts[0], accounts[1]);
  });

  await step('who says no to the provider is nobody', async () => {
    const browser = new Browser();
    const page = await throughProvider(browser, { login: 'octocat', answer: 'cancel' });
    assert.match(page.text, /role="alert">GitHub did not sign you in/);
    await assertNobody(browser);
  });

  await step('who makes an account is signed in, and its name is shown as text', async () => {
    const browser = new Browser();
    const form = await browser.open(`${site}/signup`);
    const refused = await browser.submit(form, '/signup', { username: '<b>"eve"', password: 'long enough' });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /value="&lt;b&gt;&quot;eve&quot;"/);
    const page = await browser.submit(refused, '/signup', { username: 'Eve', password: 'long enough' });
    assertMember(page, 'Eve');
  });

  await step('a new password replaces the old one', async () => {
    const eve = new Browser();
    await eve.submit(await eve.open(`${site}/login`), '/login', { username: 'eve', password: 'long enough' });
    const form = await eve.open(`${site}/members/password`);
    const refused = await eve.submit(form, '/members/password', { password: 'short' });
    assert.equal(refused.status, 422);
    const page = await eve.submit(refused, '/members/password', { password: 'longer than before' });
    assert.match(page.text, /From now on the new password counts/);
    for (const [password, expected] of [
      ['long enough', 'Sign in'],
      ['longer than before', 'Hello Eve'],
    ]) {
      const browser = new Browser();
      const after = await browser.submit(await browser.open(`${site}/login`), '/login', { username: 'eve', password });
      assert.ok(after.text.includes(`<h1>${expected}</h1>`));
    }
  });

  await step('the accounts’ file holds hashes and no password', async () => {
    const files = await Promise.all((await readdir(data)).map(name => readFile(join(data, name), 'latin1')));
    const stored = files.join('');
    assert.match(stored, /\$argon2id\$/);
    for (const secret of [PASSWORD.password, API_KEY, 'long enough', 'longer than before'])
      assert.ok(!stored.includes(secret));
  });
}

async function step(name, run) {
  try {
    await run();
    passed++;
    console.log(`ok      ${name}`);
  } catch (err) {
    failed++;
    console.log(`FAILED  ${name}\n${err.stack}`);
  }
}

/** The address that the demo prints when it is ready. */
async function readyAt(child) {
  const late = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const ready = /is ready: (http\S+)/.exec(line);
      if (ready) return ready[1];
    }
  } finally {
    clearTimeout(late);
    // Nobody reads on, and a full pipe would stop the demo.
    child.stdout.resume();
  }
  throw new Error('the demo ended, or was not ready in time');
}

async function assertNobody(browser) {
  const answer = await browser.send(`${site}/members`);
  assert.equal(answer.status, 302);
  assert.equal(answer.next, `${site}/login`);
  assert.match((await browser.open(`${site}/members`)).text, /<h1>Sign in<\/h1>/);
}

function assertMember(page, name) {
  assert.equal(page.status, 200);
  assert.ok(page.text.includes(`<h1>Hello ${name}</h1>`), `${page.url} does not greet ${name}`);
}

/** Goes to the provider, answers its screen, and comes back. */
async function throughProvider(browser, fields) {
  const start = await browser.send(`${site}/passport/github`);
  const wanted = new URL(start.next);
  standIn = wanted.origin;
  assert.notEqual(standIn, site);
  assert.equal(wanted.searchParams.get('response_type'), 'code');
  assert.ok(wanted.searchParams.get('state'));
  const screen = await browser.follow(start);
  assert.match(screen.text, /Stand-in for GitHub/);
  return browser.submit(screen, '', fields);
}

function api(path, key) {
  return fetch(site + path, {
    headers: key === undefined ? {} : { 'x-api-key': key },
    signal: AbortSignal.timeout(ANSWER_WITHIN),
  });
}
