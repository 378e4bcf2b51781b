import assert from 'node:assert/strict';
import type { Context } from 'egg';
import { PageRefusal } from '#src/app/page/ask/PageRefusal';
import { questionOf } from '#src/app/page/ask/Question';
import { entryKey } from '#src/app/page/entryKey';
import { isFromHere } from '#src/app/page/isFromHere';
import { renderPage } from '#src/app/page/renderPage';
import type { MapEntry, PassportMap } from '#src/passport/map/PassportMap';

const NASTY = `<img src=x onerror="hacked()">'"</script><script>hacked()</script>&`;
const at = { className: NASTY, method: NASTY, file: `/srv/app/${NASTY}.ts`, line: 7 };
const VIEW = { appName: 'shop', baseDir: '/srv/app', nonce: 'n0nce' };

const route = (path: string, access: MapEntry['access'], more: Partial<MapEntry> = {}): MapEntry => ({
  kind: 'route',
  verbs: ['GET'],
  path,
  access,
  ...more,
});
const guard = (strategies: string[], more = {}): MapEntry['access'] => ({
  type: 'guard',
  guard: { strategies, optional: false, policies: [], ...more },
});
const mapOf = (more: Partial<PassportMap> = {}): PassportMap => ({
  strategies: [],
  chains: { verify: [], serialize: [], deserialize: [], stamp: [] },
  policies: [],
  entries: [],
  ...more,
});
/** The rows that are shown, each as its words. */
const rowsOf = (page: string): string[] =>
  [...page.matchAll(/<tr\s[^>]*data-access[^>]*>.*?<\/tr>/gs)]
    .map(([row]) => row)
    .filter(row => !/^<tr[^>]*\shidden/.test(row))
    .map(row =>
      row
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll('&quot;', '"')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );

describe('the page of a map', () => {
  it('is text, whatever the names, paths, challenges and arguments of an application hold', () => {
    const page = renderPage(
      mapOf({
        strategies: [{ name: NASTY, passportStrategy: NASTY, challenge: NASTY, ...at }],
        chains: {
          verify: [{ name: NASTY, order: 1, strategies: [NASTY], ...at }],
          serialize: [{ name: NASTY, ...at }],
          deserialize: [{ name: NASTY, ...at }],
          stamp: [{ name: NASTY, ...at }],
        },
        policies: [{ name: NASTY, ...at }],
        entries: [
          route(
            NASTY,
            guard([NASTY], { policies: [{ name: NASTY, args: [NASTY] }], maxAge: 1, freshStrategy: NASTY }),
            {
              ...at,
              hosts: [NASTY],
              verbs: [NASTY],
            },
          ),
          { kind: 'mcp', name: NASTY, access: { type: 'login', strategies: [NASTY], session: false } },
        ],
      }),
      { ...VIEW, appName: NASTY, filter: NASTY, access: NASTY },
    );
    assert.doesNotMatch(page, /<img/i);
    assert.equal(page.match(/<script/gi)?.length, 1);
    assert.equal(page.match(/<\/script/gi)?.length, 1);
    // What breaks a long name between its parts is all that stands between the pieces of one.
    assert.ok(page.replaceAll('<wbr />', '').includes('&lt;img src=x onerror=&quot;hacked()&quot;&gt;'));
  });

  it('shows each strategy, link and policy, and where it stands', () => {
    const file = '/srv/app/app/module/login/Login.ts';
    const page = renderPage(
      mapOf({
        strategies: [{ name: 'local', passportStrategy: 'LocalStrategy', challenge: 'Local', file, line: 3 }],
        chains: {
          verify: [{ name: 'oldHook' }, { name: 'Registers', order: 5, strategies: ['github'], file, line: 9 }],
          serialize: [{ name: 'hook' }],
          deserialize: [],
          stamp: [],
        },
        policies: [{ name: 'owner', className: 'Owner' }],
      }),
      VIEW,
    ).replaceAll(/<[^>]*>/g, '');
    for (const said of [
      'LocalStrategy',
      'app/module/login/Login.ts:3',
      'order 5',
      'only github',
      'runs first',
      'Owner',
    ])
      assert.ok(page.includes(said), said);
    assert.match(page, /No link: what the session holds is the user/);
  });

  it('puts what nobody said anything about first, and says so in words', () => {
    const rows = rowsOf(
      renderPage(
        mapOf({
          entries: [route('/a', { type: 'public' }), route('/b', guard(['jwt'])), route('/c', { type: 'open' })],
        }),
        VIEW,
      ),
    );
    assert.deepEqual(
      rows.map(row => /\/\w/.exec(row)?.[0]),
      ['/c', '/a', '/b'],
    );
    assert.match(rows[0], /open everybody: nobody said anything/);
  });

  it('says all that a guard wants', () => {
    const wants = {
      optional: true,
      policies: [{ name: 'roles', args: ['admin', 2] }],
      maxAge: 300_000,
      freshStrategy: 'local',
    };
    const [row] = rowsOf(renderPage(mapOf({ entries: [route('/a', guard(['session', 'jwt'], wants))] }), VIEW));
    assert.match(row, /session or jwt optional policy roles\("admin", 2\) login of the last 5 minutes with local/);
  });

  it('is filtered by the server too, for browsers without scripts', () => {
    const entries = [
      route('/users/:id', { type: 'open' }, { className: 'UserController' }),
      route('/cart', { type: 'public' }),
      { kind: 'method' as const, className: 'UserService', method: 'find', access: guard(['session']) },
    ];
    const shown = (filter?: string, access?: string): number =>
      rowsOf(renderPage(mapOf({ entries }), { ...VIEW, filter, access })).length;
    assert.equal(shown(), 3);
    assert.equal(shown(' USER'), 2);
    assert.equal(shown('user', 'open'), 1);
    assert.equal(shown('', 'login'), 0);
  });

  it('knows no address of a regular expression, and where policies may look at one', () => {
    const entries = [
      route('/^\\/(?:a|b)$/', { type: 'public' }, { regexp: true }),
      route('/notes/:id', guard(['session'], { policies: [{ name: 'owner', args: [] }] })),
      route('/users/:id', guard(['session'])),
    ];
    const options = [...renderPage(mapOf({ entries }), VIEW).matchAll(/data-path="([^"]*)"\s*(data-policies)?/g)];
    assert.deepEqual(
      options.map(([, path, policies]) => [path, policies !== undefined]),
      [
        ['', false],
        ['/notes/:id', true],
        ['/users/:id', false],
      ],
    );
  });

  it('tells two routes of one path by their lines', () => {
    const [first, second] = [3, 4].map(line =>
      entryKey(route('/a', { type: 'open' }, { file: '/srv/app/r.ts', line })),
    );
    assert.notEqual(first, second);
  });

  it('shows an application that has nothing', () => {
    const page = renderPage(mapOf(), VIEW);
    assert.deepEqual(rowsOf(page), []);
    assert.match(page, /0 of 0/);
    assert.match(page, /There are none/);
    assert.match(page, /nobody can log in/);
    // Nothing is open: no alarm.
    assert.match(page, /class="badge open none"/);
  });
});

describe('who sees the page', () => {
  const from = (host: string | undefined, remoteAddress: string | undefined, headers = {}): boolean =>
    isFromHere({ req: { headers: { host, ...headers }, socket: { remoteAddress } } } as unknown as Context);

  for (const host of [
    'localhost',
    'localhost:7001',
    'LOCALHOST:1',
    'shop.localhost:7001',
    '127.0.0.1:7001',
    '127.8.0.9',
    '[::1]:7001',
  ])
    it(`${host} is this machine`, () => assert.equal(from(host, '127.0.0.1'), true));

  for (const host of [
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.evil.example',
    'evil.example:127.0.0.1',
    'user@localhost',
    'localhost/evil.example',
    '10.0.0.1',
    '[::2]',
    '0.0.0.0',
  ])
    it(`${String(host)} is not`, () => assert.equal(from(host, '127.0.0.1'), false));

  for (const address of ['127.0.0.1', '127.0.0.2', '::1', '::ffff:127.0.0.1'])
    it(`a peer at ${address} is here`, () => assert.equal(from('localhost', address), true));

  for (const address of [undefined, '192.168.0.7', '::ffff:10.0.0.1', '1.127.0.0', 'fe80::1'])
    it(`a peer at ${String(address)} is not`, () => assert.equal(from('localhost', address), false));

  for (const header of [
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-real-ip',
    'forwarded',
    'via',
    'cf-connecting-ip',
  ])
    it(`who was carried here with ${header} is not`, () =>
      assert.equal(from('localhost', '127.0.0.1', { [header]: '127.0.0.1' }), false));
});

describe('who is carried here without saying so', () => {
  const from = (httpVersion: string): boolean =>
    isFromHere({
      req: { headers: { host: 'localhost' }, socket: { remoteAddress: '127.0.0.1' }, httpVersion },
    } as unknown as Context);

  it('by HTTP/1.0, as nginx does, is not from here', () => {
    assert.deepEqual(['1.0', '1.1'].map(from), [false, true]);
  });
});

describe('a question of the page', () => {
  const asked = (fields: Record<string, string>) => questionOf({ as: 'nobody', ...fields });
  const user = (as: string, value: string): unknown => asked({ as, value }).user;

  it('takes what the session holds as JSON, or else as text', () => {
    assert.deepEqual(user('session', ' 7 '), { as: 'session', value: 7 });
    assert.deepEqual(user('session', '"7"'), { as: 'session', value: '7' });
    assert.deepEqual(user('session', 'ada'), { as: 'session', value: 'ada' });
    assert.deepEqual(user('session', '{"id":1}'), { as: 'session', value: { id: 1 } });
  });

  it('reads headers by line, an age, a strategy and an address', () => {
    const { headers, age, strategy, path } = asked({
      headers: 'X-Api-Key: abc: d\r\n\nAuthorization:Bearer x',
      age: ' 10m ',
      strategy: 'local',
      path: '/notes/3?x=1',
    });
    assert.deepEqual(headers, { 'x-api-key': 'abc: d', authorization: 'Bearer x' });
    assert.deepEqual({ age, strategy, path }, { age: 600_000, strategy: 'local', path: '/notes/3?x=1' });
    assert.deepEqual(asked({}), {
      entry: '',
      user: { as: 'nobody' },
      strategy: undefined,
      age: 0,
      path: undefined,
      headers: {},
      body: undefined,
    });
    assert.deepEqual(asked({ body: ' {"id":7} ' }).body, { id: 7 });
  });

  const WRONG: [what: string, fields: Record<string, string>][] = [
    ['nobody says who asks', { as: 'root' }],
    ['a session that holds nothing', { as: 'session', value: ' ' }],
    ['an object that is no JSON', { as: 'object', value: 'ada' }],
    ['an age that is none', { age: 'long' }],
    ['a negative age', { age: '-5m' }],
    ['a header without a name', { headers: ': x' }],
    ['a header with a control character', { headers: 'X: a\u0000b' }],
    ['a Cookie', { headers: 'cookie: EGG_SESS=x' }],
    ['a body that is no JSON', { body: 'id=7' }],
    ['a body that no parser takes', { body: '7' }],
    ['a body that is null', { body: 'null' }],
    ['an address of another site', { path: '//evil.example' }],
    ['an address with a line break', { path: '/a\nb' }],
    ['an address that is relative', { path: 'a' }],
  ];
  for (const [what, fields] of WRONG)
    it(`refuses ${what}`, () =>
      assert.throws(
        () => asked(fields),
        (err: unknown) => err instanceof PageRefusal && err.status === 400,
      ));
});
