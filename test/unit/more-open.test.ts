import assert from 'node:assert/strict';
import type { MapAccess, MapEntry, MapGuard, MapLink, PassportMap } from '#src/passport/map/PassportMap';
import { isSnapshot } from '#src/cli/snapshot/isSnapshot';
import { moreOpen } from '#src/cli/snapshot/moreOpen';
import { openedAccess } from '#src/cli/snapshot/openedAccess';
import type { Snapshot } from '#src/cli/snapshot/Snapshot';
import { snapshotOf } from '#src/cli/snapshot/snapshotOf';

const guard = (wants: Partial<MapGuard> = {}): MapAccess => ({
  type: 'guard',
  guard: { strategies: ['session'], optional: false, policies: [], ...wants },
});
const login = (strategies: string[], session = true): MapAccess => ({ type: 'login', strategies, session });
const roles = (...args: unknown[]): MapAccess => guard({ policies: [{ name: 'roles', args }] });
const plan = (...args: unknown[]): MapAccess => guard({ policies: [{ name: 'plan', args }] });
const OPEN: MapAccess = { type: 'open' };
const PUBLIC: MapAccess = { type: 'public' };

/** What is more open: before, after, and how. */
const OPENED: Record<string, [before: MapAccess, after: MapAccess, how: string[]]> = {
  'a guard that is gone': [guard(), OPEN, ['the guard is gone: it is open now']],
  'a guard that is public now': [guard(), PUBLIC, ['the guard is gone: it is public now']],
  'an optional guard that is gone': [guard({ optional: true }), OPEN, ['the guard is gone: it is open now']],
  'a guard that is optional now': [guard(), guard({ optional: true }), ['the guard is optional now']],
  'one more strategy': [guard(), guard({ strategies: ['session', 'jwt'] }), ["the strategy 'jwt' opens it now"]],
  'another strategy': [guard({ strategies: ['jwt'] }), guard(), ["the strategy 'session' opens it now"]],
  'any strategy': [guard({ strategies: ['jwt'] }), guard({ strategies: [] }), ['every strategy opens it now']],
  'a policy that is gone': [plan('pro'), guard(), ['the policy plan("pro") is gone']],
  'a policy with other arguments': [plan('pro'), plan('free'), ['the policy plan("pro") is plan("free") now']],
  'one more role': [roles('admin'), roles('admin', 'ed'), ['the policy roles("admin") is roles("admin", "ed") now']],
  'an older login': [guard({ maxAge: 60_000 }), guard({ maxAge: 120_000 }), ['the login may be 2m old now, not 1m']],
  'a login that is older by seconds': [
    guard({ maxAge: 90_000 }),
    guard({ maxAge: 100_500 }),
    ['the login may be 100500ms old now, not 90s'],
  ],
  'a login of any age': [guard({ maxAge: 60_000 }), guard(), ['the login may have any age now']],
  'a fresh login made otherwise': [
    guard({ maxAge: 1, freshStrategy: 'local' }),
    guard({ maxAge: 1 }),
    ['the login may be made with any strategy now, not local'],
  ],
  'a login that is gone': [login(['local']), OPEN, ['the login is gone: it is open now']],
  'a login with one more strategy': [login(['a']), login(['a', 'b']), ["the strategy 'b' opens it now"]],
  'a login through the session': [login(['a'], false), login(['a']), ['it logs in through the session now, with a']],
  'an open route that logs in': [OPEN, login(['a']), ['it logs in through the session now, with a']],
  'a guard that is a login': [roles('admin'), login(['session'], false), ['the policy roles("admin") is gone']],
  'several things at once': [
    guard({ policies: [{ name: 'plan', args: [] }], maxAge: 1 }),
    guard({ optional: true }),
    ['the guard is optional now', 'the policy plan is gone', 'the login may have any age now'],
  ],
};

/** What is as open, or less. */
const NOT_OPENED: Record<string, [before: MapAccess, after: MapAccess]> = {
  'an open route that is public': [OPEN, PUBLIC],
  'a public route that is open': [PUBLIC, OPEN],
  'a guard': [OPEN, guard()],
  'an optional guard': [PUBLIC, guard({ optional: true })],
  'a guard that is no longer optional': [guard({ optional: true }), guard()],
  'a strategy less': [guard({ strategies: ['session', 'jwt'] }), guard()],
  'a strategy instead of any': [guard({ strategies: [] }), guard({ strategies: ['jwt'] })],
  'one more policy': [guard(), plan('pro')],
  'a role less': [roles('admin', 'ed'), roles('ed')],
  'a younger login': [guard({ maxAge: 2 }), guard({ maxAge: 1, freshStrategy: 'local' })],
  'a login without a session': [login(['a']), login(['a'], false)],
  'a guard with the strategy of a login': [login(['jwt'], false), guard({ strategies: ['jwt'] })],
};

const entry = (path: string, access: MapAccess, more: Partial<MapEntry> = {}): MapEntry => ({
  kind: 'route',
  verbs: ['GET'],
  path,
  access,
  ...more,
});
const mapOf = (entries: MapEntry[], verify: MapLink[] = []): PassportMap => ({
  strategies: [],
  policies: [],
  chains: { verify, serialize: [], deserialize: [], stamp: [] },
  entries,
});
const saved = (map: PassportMap): Snapshot => JSON.parse(JSON.stringify(snapshotOf(map))) as Snapshot;
const found = (before: PassportMap, after: PassportMap): unknown[] =>
  moreOpen(saved(before), after).map(({ title, reasons = [] }) => [title].concat(reasons));

describe('what is more open than a snapshot says', () => {
  for (const [title, [before, after, how]] of Object.entries(OPENED)) {
    it(title, () => assert.deepEqual(openedAccess(before, after), how));
  }
  for (const [title, [before, after]] of Object.entries(NOT_OPENED)) {
    it(`not ${title}`, () => assert.deepEqual(openedAccess(before, after), []));
  }
  for (const { 0: before } of Object.values(OPENED)) {
    it(`not the same: ${JSON.stringify(before)}`, () => assert.deepEqual(openedAccess(before, before), []));
  }

  it('a new route, where anybody gets in or logs in', () => {
    const NEW = {
      open: OPEN,
      public: PUBLIC,
      optional: guard({ optional: true }),
      login: login(['a']),
      key: login(['a'], false),
      guarded: guard(),
    };
    const entries = Object.entries(NEW).map(([path, access]) => entry(path, access));
    assert.deepEqual(found(mapOf([]), mapOf(entries)), [
      ['GET open', 'it is new, and open'],
      ['GET public', 'it is new, and public'],
      ['GET optional', 'it is new, and its guard is optional'],
      ['GET login', 'it is new, and logs in with a'],
    ]);
  });

  it('another verb or host of a route', () => {
    const before = mapOf([entry('/a', guard(), { hosts: ['a.example'] }), entry('/b', OPEN)]);
    const after = mapOf([entry('/a', OPEN), entry('/b', OPEN, { verbs: ['GET', 'PUT'] })]);
    assert.deepEqual(found(before, after), [
      ['GET /a', 'it is new, and open'],
      ['PUT /b', 'it is new, and open'],
    ]);
  });

  it('the same route, by another class or of app/router', () => {
    const before = mapOf([entry('/a', guard(), { className: 'A', method: 'a' })]);
    const after = mapOf([entry('/a', OPEN, { kind: 'router' })]);
    assert.deepEqual(found(before, after), [['GET /a', 'the guard is gone: it is open now']]);
  });

  it('a second route on one path', () => {
    const after = mapOf([entry('/a', guard()), entry('/a', OPEN)]);
    assert.deepEqual(found(mapOf([entry('/a', guard())]), after), [['GET /a', 'it is new, and open']]);
  });

  it('a tool, each server by itself, and a method whose guard is gone', () => {
    const tool = (className: string, access: MapAccess): MapEntry => ({
      kind: 'mcp',
      mcp: 'tool',
      name: 'find',
      className,
      access,
    });
    const method: MapEntry = { kind: 'method', className: 'Vault', method: 'open', access: guard() };
    const before = mapOf([tool('A', guard()), tool('B', OPEN), method]);
    assert.deepEqual(found(before, mapOf([tool('A', OPEN), tool('B', OPEN)])), [
      ['tool find of A', 'the guard is gone: it is open now'],
      ['Vault#open', 'no guard is there any more'],
    ]);
    assert.deepEqual(found(before, before), []);
    const optional: MapEntry = { ...method, method: 'peek', access: guard({ optional: true }) };
    assert.deepEqual(found(before, mapOf([...before.entries, optional])), []);
  });

  it('one of two methods, or of two links, that have one name', () => {
    const method: MapEntry = { kind: 'method', className: 'Vault', method: 'open', access: guard() };
    const hook: MapLink = { name: 'verify' };
    assert.deepEqual(found(mapOf([method, method], [hook, hook]), mapOf([method], [hook])), [
      ['verify: verify', 'it is gone'],
      ['Vault#open', 'no guard is there any more'],
    ]);
  });

  it('a route whose parameter has another name, or whose path ends otherwise', () => {
    const before = mapOf([entry('/a/:id(\\d+)/b', roles('admin')), entry('/c', roles('admin'))]);
    const after = mapOf([entry('/a/:user(\\d+)/b', guard()), entry('/c/', guard())]);
    assert.deepEqual(found(before, after), [
      ['GET /a/:user(\\d+)/b', 'the policy roles("admin") is gone'],
      ['GET /c/', 'the policy roles("admin") is gone'],
    ]);
    const pattern = { regexp: true };
    const patterns = mapOf([entry('/(?:a)/', guard(), pattern), entry('/(?:b)/', OPEN, pattern)]);
    assert.deepEqual(found(patterns, patterns), []);
    const swapped = mapOf([entry('/(?:a)/', OPEN, pattern), entry('/(?:b)/', OPEN, pattern)]);
    assert.deepEqual(found(patterns, swapped), [['GET /(?:a)/', 'the guard is gone: it is open now']]);
  });

  it('a verb of a route for all verbs, and all verbs of a route for some', () => {
    const all = (access: MapAccess): MapEntry => entry('/a', access, { verbs: ['ALL'] });
    const gone = 'the policy roles("admin") is gone';
    assert.deepEqual(found(mapOf([all(roles('admin'))]), mapOf([entry('/a', guard())])), [['GET /a', gone]]);
    assert.deepEqual(found(mapOf([all(OPEN)]), mapOf([entry('/a', OPEN)])), []);
    const some = [entry('/a', roles('admin')), entry('/a', OPEN, { verbs: ['PUT'] })];
    assert.deepEqual(found(mapOf(some), mapOf([all(guard())])), [['ALL /a', gone]]);
    assert.deepEqual(found(mapOf([some[1]]), mapOf([all(OPEN)])), [['ALL /a', 'it is new, and open']]);
  });

  it('not a route that is gone', () => {
    assert.deepEqual(found(mapOf([entry('/a', guard())]), mapOf([])), []);
  });

  it('a link of a chain that is gone, or passes logins by', () => {
    const before = mapOf([], [{ name: 'Ban' }, { name: 'Keys', strategies: ['a', 'b'] }, { name: 'Same' }]);
    const after = mapOf([], [{ name: 'Keys', strategies: ['a'] }, { name: 'Same', order: 3 }, { name: 'New' }]);
    assert.deepEqual(found(before, after), [
      ['verify: Ban', 'it is gone'],
      ['verify: Keys', 'it takes part only in logins with a now'],
    ]);
    const wider = mapOf([], [{ name: 'Ban' }, { name: 'Keys' }, { name: 'Same' }]);
    assert.deepEqual(found(before, wider), []);
  });
});

describe('a snapshot', () => {
  const whole = saved(
    mapOf([entry('/a', guard({ policies: [{ name: 'plan', args: [1, { a: null }] }] })), entry('/b', login(['a']))]),
  );

  it('is one when it was written by us', () => assert.ok(isSnapshot(whole)));

  it('is none with anything else in its place', () => {
    const broken = [
      undefined,
      null,
      [],
      {},
      { ...whole, version: 2 },
      { ...whole, chains: {} },
      { ...whole, entries: {} },
      { ...whole, entries: [{ ...whole.entries[0], kind: 'open' }] },
      { ...whole, entries: [{ ...whole.entries[0], access: 'open' }] },
      { ...whole, entries: [{ ...whole.entries[0], access: { type: 'guard', guard: { strategies: ['a'] } } }] },
      { ...whole, entries: [{ ...whole.entries[0], verbs: 'GET' }] },
    ];
    for (const value of broken) assert.equal(isSnapshot(value), false, JSON.stringify(value));
  });
});
