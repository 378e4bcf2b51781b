import assert from 'node:assert/strict';
import { array, assert as check, constantFrom, oneof, property, string, stringMatching, webUrl } from 'fast-check';
import { redirectTarget } from '#src/passport/redirectTarget';

const SITE = 'https://www.example.com';
const OTHERS = new Set(['https://shop.example.com', 'http://localhost:3000']);

describe('where a browser may be sent', () => {
  for (const path of [
    '/',
    '/account?tab=1#top',
    '/a//b',
    '/a?next=//evil.example',
    '/a?next=https://evil.example/',
    '/%2F/evil.example',
    '/%5Cevil.example',
    '/@evil.example',
    '/:80',
    '/caf\u00e9',
    '/\uff0fevil.example',
    '/javascript:alert(1)',
  ]) {
    it(`${JSON.stringify(path)}, a path of this site, stays as it is`, () => assert.equal(redirectTarget(path), path));
  }

  for (const place of [
    '',
    ' ',
    'account',
    '?a=1',
    '#a',
    '.',
    '//evil.example',
    '//this-site.invalid/',
    '///evil.example',
    '////evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '\\\\evil.example',
    '/a\\..\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    ' /account',
    '\u0000/account',
    '/account\u0000',
    '/account\r\nSet-Cookie: a=b',
    '/account\u007f',
    '/.//evil.example',
    '/..//evil.example',
    '/a/..//evil.example',
    '/%2e%2e//evil.example',
    'https:evil.example',
    'https:/evil.example',
    'https:///evil.example',
    'https://evil.example',
    'HTTPS://evil.example',
    'http:\\\\evil.example',
    'https://www.example.com/',
    'https://shop.example.com.evil.example/',
    'https://shop.example.com@evil.example/',
    'https://shop.example.com%2f@evil.example/',
    'https://shop.example.com\\@evil.example/',
    'https://shop.example.com#@evil.example\\',
    'https://user:password@shop.example.com/',
    'https://user@shop.example.com/',
    'https://shop.example.com:8443/',
    'http://shop.example.com/',
    'https://evil.example/https://shop.example.com/',
    'https://evil.example?https://shop.example.com/',
    'https://[::1',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:alert(1)',
    'blob:https://shop.example.com/1',
    'file:///etc/passwd',
    'ftp://shop.example.com/',
    'about:blank',
    `/${'a'.repeat(2048)}`,
    undefined,
    null,
    0,
    true,
    {},
    ['/account'],
    { toString: () => '/account' },
    new String('/account'),
  ]) {
    it(`${typeof place} ${JSON.stringify(place)?.slice(0, 60)} is no such place`, () => {
      assert.equal(redirectTarget(place, OTHERS), undefined);
    });
  }

  it('pages of the origins on the list', () => {
    for (const [place, target] of [
      ['https://shop.example.com/cart?a=1#b', 'https://shop.example.com/cart?a=1#b'],
      ['https://shop.example.com', 'https://shop.example.com/'],
      ['HTTPS://SHOP.example.com/a b', 'https://shop.example.com/a%20b'],
      ['https://shop.example.com:443/', 'https://shop.example.com/'],
      ['http://localhost:3000/', 'http://localhost:3000/'],
    ] as const) {
      assert.equal(redirectTarget(place, OTHERS), target);
      assert.equal(redirectTarget(place), undefined);
    }
  });

  it('and nowhere else, whatever the place is', () => {
    const pieces = ['/', '\\', '//', '.', '..', ':', '@', '?', '#', '%2f', '%5c', '\t', '\n', '\r', ' ', '\u0000'];
    const words = [
      'https:',
      'http:',
      'javascript:',
      'evil.example',
      'shop.example.com',
      'a',
      '\u3002',
      '\uff0f',
      '\ud800',
    ];
    const place = oneof(
      array(constantFrom(...pieces, ...words), { maxLength: 8 }).map(parts => parts.join('')),
      string({ unit: 'binary' }),
      webUrl({ withFragments: true, withQueryParameters: true }),
    );
    check(
      property(place, constantFrom('/', '/a/b/c', '/a?b'), (wanted, page) => {
        const target = redirectTarget(wanted, OTHERS);
        if (target === undefined) return;
        const { origin } = new URL(target, SITE + page);
        assert.ok(origin === SITE || OTHERS.has(origin), target);
      }),
      { numRuns: 20_000 },
    );
  });

  it('a path of this site is one, whatever is in it', () => {
    const segment = stringMatching(/^[A-Za-z0-9_~%!$&'()*+,;=:@\u00e9\u4e2d-]{1,12}$/);
    check(
      property(array(segment, { minLength: 1, maxLength: 5 }), segments => {
        const path = `/${segments.join('/')}`;
        assert.equal(redirectTarget(path), path);
      }),
    );
  });
});
