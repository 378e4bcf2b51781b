import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { forAll } from './cases';
import type { OnSite } from './OnSite';

const NAME = 'EGG_SESS';

/** A `Cookie` line that somebody made out of two good cookies. */
interface Line {
  readonly bytes: Buffer;
  /** Whose cookies stand in it untouched. */
  readonly whole: readonly string[];
}

// prettier-ignore
const NOISE = [
  '', ' ', '=', ';', '; ', ',', '"', '.', '%', '%00', '\0', '\t', '\x7f', '\xff', '[]', 'v1.', 'csrfToken=x', '__proto__=1',
  `${NAME}=`, `${NAME}=; `, `; ${NAME}=v1.AAAA`, `${NAME}.sig=x; `, '{"passport":{"user":"ada"}}',
];
const noise = fc.constantFrom(...NOISE);
const change = fc.record({
  how: fc.constantFrom('flip', 'cut', 'insert', 'swap', 'double', 'case', 'encode', 'head', 'tail'),
  at: fc.nat(10_000),
  byte: fc.integer({ min: 1, max: 255 }),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Cookies that are broken, mixed, repeated or made up. */
export function cookies(on: OnSite): void {
  let own: Record<string, string>;
  before(async () => {
    own = { ada: valueOf(await on.site.login('ada')), alan: valueOf(await on.site.login('alan')) };
  });

  const judge = async ({ bytes, whole }: Line): Promise<void> => {
    const head = [Buffer.concat([Buffer.from('Cookie: '), bytes])];
    const verdict = { statuses: [200, 400, 401, 431], users: whole, cookies: head };
    const { status, body } = await on.oracle.judge(
      { path: '/me', head: [...head, 'Accept: application/json'] },
      verdict,
    );
    if (status === 200) assert.ok(whole.includes(body), `opens for ${body}`);
  };

  it('with any change are nobody, never an error and never another user', async () => {
    const line = fc
      .record({ name: fc.constantFrom('ada', 'alan'), changes: fc.array(change, { minLength: 1, maxLength: 3 }) })
      .map(({ name, changes }) => {
        const { bytes, whole } = lineOf(own, [`${NAME}=`, changes.reduce(changed, own[name])]);
        // The cookie of a store is Egg's, which has several ways to write the same id.
        return { bytes, whole: on.site.store === 'cookie' ? whole : [name] };
      });
    await forAll('requests', 1200, line, judge);
  });

  it('in pieces, twice, or beside others are whose they are, or nobody', async () => {
    const piece = fc.oneof(
      fc.constantFrom('ada', 'alan').map(name => `${NAME}=${own[name]}`),
      fc
        .record({ name: fc.constantFrom('ada', 'alan'), from: fc.nat(300), to: fc.nat(300) })
        .map(({ name, from, to }) => own[name].slice(from, to)),
      noise,
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map(code => String.fromCharCode(code)), maxLength: 30 }),
    );
    const line = fc.array(piece, { maxLength: 5 }).map(pieces => lineOf(own, pieces));
    await forAll('requests', 800, line, judge);
  });
}

const valueOf = (cookie: string): string => String(new RegExp(`${NAME}=([^;]+)`).exec(cookie)?.[1]);

function lineOf(own: Record<string, string>, pieces: readonly string[]): Line {
  // A line break would begin another header.
  const text = pieces.join('').replaceAll(/[\r\n]/g, '');
  const whole = Object.keys(own).filter(name => text.includes(own[name]));
  return { bytes: Buffer.from(text, 'latin1'), whole };
}

function changed(value: string, { how, at, byte }: Change): string {
  const index = at % Math.max(value.length, 1);
  const [before, char, after] = [value.slice(0, index), value.charAt(index), value.slice(index + 1)];
  switch (how) {
    case 'flip':
      return before + String.fromCharCode(char.charCodeAt(0) ^ byte) + after;
    case 'cut':
      return before + after;
    case 'insert':
      return before + String.fromCharCode(byte) + char + after;
    case 'swap':
      return before + after.charAt(0) + char + after.slice(1);
    case 'double':
      return value + value.slice(index);
    case 'case':
      return value.toUpperCase();
    case 'encode':
      return `${before}%${char.charCodeAt(0).toString(16)}${after}`;
    case 'head':
      return before;
    case 'tail':
      return char + after;
  }
}
