import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { forAll } from './cases';
import type { OnSite } from './OnSite';
import { ORIGIN, SECRETS } from './Site';

const TOKEN = SECRETS.token.replaceAll(' ', '');
const MARK = 'zq7mark';

const byte = fc.integer({ min: 0, max: 255 }).map(code => String.fromCharCode(code));
const word = fc.constantFrom(
  'Bearer',
  'bearer',
  'Basic',
  ' ',
  '\t',
  ',',
  '=',
  '"',
  '\\',
  '\0',
  '\xff',
  TOKEN,
  'text/html',
  '*/*',
  'application/json',
  ';q=',
  MARK,
  `${MARK}.example`,
  'https://',
  '[::1]',
  ':0',
  '@',
  '127.0.0.1',
  'XMLHttpRequest',
  'POST',
);
const value = fc.oneof(
  fc.array(word, { maxLength: 8 }).map(words => words.join('')),
  fc.string({ unit: byte, maxLength: 40 }),
);
const name = fc.constantFrom(
  'Accept',
  'Authorization',
  'Cookie',
  'Host',
  'Origin',
  'Referer',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Forwarded-For',
  'Forwarded',
  'X-Requested-With',
  'X-HTTP-Method-Override',
  'X-Original-URL',
  'X-CSRF-Token',
  'Accept-Language',
  'User-Agent',
  'If-None-Match',
  'Range',
  'Sec-Fetch-Site',
);
const line = fc
  .record({ name, value })
  .map(({ name: key, value: text }) => Buffer.from(`${key}: ${text.replaceAll(/[\r\n]/g, '')}`, 'latin1'));
const lines = fc.array(line, { minLength: 1, maxLength: 5 });

/** Headers with any bytes. */
export function headers(on: OnSite): void {
  const users = (head: readonly Buffer[]): string[] =>
    head.some(bytes => bytes.toString('latin1').includes(TOKEN)) ? ['eve'] : [];

  it('open a guard for the good token, and lead to the login page of this site at most', () =>
    forAll(
      'requests',
      1100,
      fc.record({ path: fc.constantFrom('/me', '/token', '/either'), head: lines }),
      async ({ path, head }) => {
        const cookies = head.filter(bytes => /^cookie/i.test(bytes.toString('latin1')));
        const verdict = { statuses: [200, 302, 400, 401, 431], users: [], cookies, echoes: [TOKEN] };
        const { status, body, location } = await on.oracle.judge({ path, head }, verdict);
        if (status === 200) assert.ok(users(head).includes(body), body);
        if (status === 302) assert.equal(location, '/sign-in');
      },
    ));

  it('say nothing of where a provider sends the browser back', () =>
    forAll('requests', 400, lines, async head => {
      const { status, location } = await on.oracle.judge(
        { path: '/passport/github', head },
        { statuses: [302, 400, 431], users: [], away: true, echoes: [MARK, TOKEN] },
      );
      if (status !== 302) return;
      const url = new URL(String(location));
      assert.equal(url.searchParams.get('redirect_uri'), `${ORIGIN}/passport/github/callback`);
      assert.equal(url.origin, on.site.provider.origin);
    }));
}
