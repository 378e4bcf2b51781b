import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { redirectTarget } from '#src/passport/redirectTarget';
import { forAll } from './cases';
import type { OnSite } from './OnSite';
import { BAD, GOOD } from './places';
import { FORM, ORIGIN, SECRETS, SHOP } from './Site';

const OURS = new Set([ORIGIN, SHOP]);
const LOGIN = new URLSearchParams({ username: 'ada', password: SECRETS.password }).toString();

const seed = fc.constantFrom(...GOOD, ...BAD);
const pieces = [
  '/',
  '\\',
  '//',
  '.',
  '..',
  ':',
  '@',
  '?',
  '#',
  '%2f',
  '%5c',
  '%2e',
  '%09',
  '%00',
  '\t',
  '\n',
  '\r',
  ' ',
  '\0',
  '\u3002',
  '\uff0f',
  '\ud800',
  'https:',
  'javascript:',
  'evil.example',
  'shop.example.com',
];
const change = fc.record({
  at: fc.nat(80),
  put: fc.constantFrom(...pieces),
  how: fc.constantFrom('insert', 'replace', 'cut', 'decode', 'encode'),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;
/** A published place, a change of one or two of them, or any text. */
const place = fc.oneof(
  seed,
  fc
    .tuple(seed, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([start, changes]) => changes.reduce(changed, start)),
  fc.tuple(seed, seed).map(pair => pair.join('')),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/** Where a browser would go. */
const originOf = (target: string): string => new URL(target, `${ORIGIN}/passport/login`).origin;

/** Places, at the function that decides where a browser may be sent. */
export function redirectTargets(): void {
  for (const good of GOOD) it(`may be ${good}`, () => assert.equal(redirectTarget(good, OURS), good));

  it(`may be none of ${BAD.length} places on other sites or none`, () =>
    assert.deepEqual(
      BAD.filter(bad => redirectTarget(bad, OURS) !== undefined),
      [],
    ));

  it('are on this site or a listed one, whatever is done to a place', () =>
    forAll('functions', 6000, place, wanted => {
      const target = redirectTarget(wanted, OURS);
      if (target === undefined) return;
      assert.ok(OURS.has(originOf(target)), target);
      // By somebody who takes the dots away first.
      if (target.startsWith('/')) assert.ok(!new URL(target, ORIGIN).pathname.startsWith('//'), target);
      // oxlint-disable-next-line no-control-regex
      assert.doesNotMatch(target, /[\\\x00-\x1f\x7f]/);
      assert.equal(redirectTarget(target, OURS), target);
    }));
}

/** Places in sessions and links, and where a login leads. */
export function redirects(on: OnSite): void {
  it('of a session lead to this site or a listed one after a login', () =>
    forAll('requests', 700, fc.oneof(place, fc.jsonValue()), async returnTo => {
      const cookies = [`Cookie: ${await on.site.session({ returnTo })}`];
      const asked = { method: 'POST', path: '/form', head: [...cookies, FORM], body: LOGIN };
      const { location, user } = await on.oracle.judge(asked, { statuses: [302], users: ['ada'], cookies });
      assert.equal(user, 'ada');
      if (BAD.includes(returnTo as string)) assert.equal(location, '/home');
      if (GOOD.includes(returnTo as string)) assert.equal(location, returnTo);
    }));

  it('of a link lead there after a login at a provider', () =>
    forAll('requests', 350, place, async returnTo => {
      const link = `/passport/github?returnTo=${encodeURIComponent(Buffer.from(returnTo).toString())}`;
      const away = await on.site.wire.send({ path: link });
      assert.equal(away.status, 302, away.text);
      const cookies = [`Cookie: ${away.cookies.join('; ')}`];
      const state = String(new URL(String(away.location)).searchParams.get('state'));
      const asked = { path: `/passport/github/callback?code=of-ada&state=${state}`, head: cookies };
      const { location, user } = await on.oracle.judge(asked, { statuses: [302], users: ['ada'], cookies });
      assert.equal(user, 'ada');
      if (BAD.includes(returnTo)) assert.equal(location, '/');
      if (GOOD.includes(returnTo)) assert.equal(location, returnTo);
    }));
}

function changed(text: string, { at, put, how }: Change): string {
  const index = at % (text.length + 1);
  switch (how) {
    case 'insert':
      return text.slice(0, index) + put + text.slice(index);
    case 'replace':
      return text.slice(0, index) + put + text.slice(index + 1);
    case 'cut':
      return text.slice(index);
    case 'decode':
      return text.replaceAll(/%([0-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    case 'encode':
      return text.replaceAll('/', '%2f');
  }
}
