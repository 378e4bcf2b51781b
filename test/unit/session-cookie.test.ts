import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { PassportError } from 'tegg-passport';
import { SessionCodec } from '#src/passport/cookie/SessionCodec';
import { changesOf } from '../support/changes';
import { eggCookie, encoded, encrypt } from '../support/eggCookie';

const ADA = { passport: { user: 'ada' }, cart: [1, 'ä', null], _expire: 1, _maxAge: 2 };
const FOR_EVER = Number.POSITIVE_INFINITY;

const codec = (keys: readonly string[], more: object = {}): SessionCodec =>
  new SessionCodec({ keys, name: 'EGG_SESS', eggCookiesUntil: 0, ...more });
const nobody = (of: SessionCodec, value: string): void =>
  assert.throws(() => of.decode(value), SyntaxError, `opened: ${value.slice(0, 100)}`);

describe("a cookie session's cookie", () => {
  it('gives back the session that it was written with', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), session => {
        const plain: unknown = JSON.parse(JSON.stringify(session));
        assert.deepEqual(codec(['key']).decode(codec(['key']).encode(session)), plain);
      }),
    );
  });

  it('shows nothing of the session', () => {
    const value = codec(['key']).encode({ passport: { user: 'ada' } });
    const bytes = Buffer.from(value, 'base64url').toString('latin1');
    for (const text of [value, bytes]) assert.doesNotMatch(text, /ada|passport|YWRh/);
  });

  it('is another one each time', () => {
    const values = Array.from({ length: 1000 }, () => codec(['key']).encode(ADA));
    const nonces = values.map(value => Buffer.from(value.slice(3), 'base64url').toString('hex', 0, 12));
    assert.equal(new Set(nonces).size, values.length);
  });

  it('has characters that may stand in a cookie', () => {
    assert.match(codec(['key']).encode(ADA), /^v1\.[\w-]+$/);
  });

  it('does not open with any change', () => {
    const ours = codec(['key', 'older key']);
    for (const changed of changesOf(ours.encode(ADA))) nobody(ours, changed);
  });

  it('does not open when any of its bytes is another', () => {
    const ours = codec(['key']);
    const bytes = Buffer.from(ours.encode(ADA).slice(3), 'base64url');
    const change = fc.record({ index: fc.nat(bytes.length - 1), xor: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
        const changed = Buffer.from(bytes);
        for (const { index, xor } of changes) changed[index] ^= xor;
        fc.pre(!changed.equals(bytes));
        nobody(ours, `v1.${changed.toString('base64url')}`);
      }),
      { numRuns: 2000 },
    );
  });

  it('is nobody with the parts of two sessions', () => {
    const ours = codec(['key']);
    const [ada, alan] = ['ada', 'alan'].map(user => ours.encode({ passport: { user } }));
    fc.assert(
      fc.property(fc.integer({ min: 4, max: ada.length - 1 }), cut => {
        const mixed = [ada.slice(0, cut) + alan.slice(cut), alan.slice(0, cut) + ada.slice(cut)];
        for (const value of mixed.filter(text => text !== ada && text !== alan)) nobody(ours, value);
      }),
    );
  });

  it('is nobody with text that nobody wrote', () => {
    const ours = codec(['key'], { eggCookiesUntil: FOR_EVER });
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => nobody(ours, text)));
    fc.assert(fc.property(fc.base64String(), text => nobody(ours, `v1.${text}`)));
    for (const text of ['', 'v1.', 'v1', 'v2.AAAA', '\0', 'A'.repeat(16_384), `v1.${'A'.repeat(16_384)}`])
      nobody(ours, text);
  });

  it('opens while its key is among those of the application, and the first one writes', () => {
    const old = codec(['old']).encode(ADA);
    const both = codec(['new', 'old']);
    assert.deepEqual(both.decode(old), ADA);
    assert.deepEqual(codec(['new']).decode(both.encode(ADA)), ADA);
    nobody(codec(['new']), old);
    nobody(codec(['old']), both.encode(ADA));
  });

  it("is not opened by what the application's keys sign and encrypt elsewhere, or under another name", () => {
    nobody(codec(['key'], { name: 'OTHER' }), codec(['key']).encode(ADA));
    nobody(codec(['key']), `v1.${encrypt('key', JSON.stringify(ADA)).toString('base64url')}`);
  });

  it('holds an object, or nobody', () => {
    const ours = codec(['key']);
    for (const text of ['null', '1', 'true', '"ada"', '[]', '[{"passport":{"user":"ada"}}]'])
      nobody(ours, ours.encode(JSON.parse(text) as object));
  });
});

describe("a cookie session's cookie of Egg's own format", () => {
  const upgraded = codec(['key', 'older key'], { eggCookiesUntil: FOR_EVER });

  it('opens, whichever key wrote it', () => {
    for (const key of ['key', 'older key']) assert.deepEqual(upgraded.decode(eggCookie(key, ADA)), ADA);
    nobody(upgraded, eggCookie('another key', ADA));
  });

  it('opens for every session, also where another key decrypts it to noise', () => {
    for (let id = 0; id < 2000; id++) {
      const session = { passport: { user: id } };
      assert.deepEqual(upgraded.decode(eggCookie('older key', session)), session);
    }
  });

  it('does not open once its time is over, nor at all where there is none', () => {
    nobody(codec(['key'], { eggCookiesUntil: Date.now() - 1 }), eggCookie('key', ADA));
    nobody(codec(['key']), eggCookie('key', ADA));
  });

  it('does not open with any change', () => {
    const value = eggCookie('key', ADA);
    for (const changed of changesOf(value)) nobody(upgraded, changed);
  });

  it('does not open when any of its bytes is another', () => {
    const value = Buffer.from(eggCookie('key', { passport: { user: 'ada', note: 'x'.repeat(200) } }), 'base64url');
    const change = fc.record({ index: fc.nat(value.length - 1), xor: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(change, ({ index, xor }) => {
        const changed = Buffer.from(value);
        changed[index] ^= xor;
        nobody(upgraded, encoded(changed));
      }),
      { numRuns: 2000 },
    );
  });

  it('does not open with its blocks moved, left out or taken from another session', () => {
    const [one, two] = ['ada', 'alan'].map(user =>
      encrypt('key', base64({ passport: { user, name: user.repeat(20) } })),
    );
    const blocks = [...blocksOf(one), ...blocksOf(two)];
    const whole = new Set([one, two].map(bytes => bytes.toString('hex')));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...blocks), { minLength: 1, maxLength: 10 }), picked => {
        const bytes = Buffer.concat(picked);
        fc.pre(!whole.has(bytes.toString('hex')));
        nobody(upgraded, encoded(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('is nobody where there is other text in it than a session', () => {
    for (const text of ['', 'ada', '{}', 'bnVsbA==', base64([ADA]), `${base64(ADA)}!`])
      nobody(upgraded, encoded(encrypt('key', text)));
  });
});

describe('a session that is too large for a cookie', () => {
  // Found with the codec itself, so that the limit of the test is that of browsers and not of an implementation.
  const sizeOf = (session: object): number => 'EGG_SESS'.length + codec(['key']).encode(session).length;
  const filled = (user: unknown, length: number): object => ({ passport: { user }, cart: 'x'.repeat(length) });

  it('is an error that gives the size and the way out, where a login would be lost', () => {
    assert.throws(
      () => codec(['key']).encode(filled('ada', 4000)),
      (err: unknown) => {
        assert(err instanceof PassportError);
        assert.deepEqual([err.code, err.status], ['session_too_large', 500]);
        assert.match(err.message, /has 5\d\d\d bytes, .* no more than 4096.*store/);
        assert.doesNotMatch(err.message, /ada|xxx/);
        return true;
      },
    );
  });

  it('begins with the 4097th byte of name and value', () => {
    const lengths = Array.from({ length: 100 }, (_, index) => 2950 + index);
    const fits = lengths.filter(length => {
      try {
        return codec(['key']).encode(filled('ada', length));
      } catch {
        return false;
      }
    });
    const largest = Math.max(...fits);
    assert.ok(fits.length > 0 && fits.length < lengths.length);
    assert.ok([4096, 4095].includes(sizeOf(filled('ada', largest))), String(sizeOf(filled('ada', largest))));
  });

  it('is none where nobody is logged in', () => {
    for (const user of [undefined, null, false]) assert.ok(codec(['key']).encode(filled(user, 4000)).length > 4096);
  });
});

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const blocksOf = (bytes: Buffer): Buffer[] =>
  Array.from({ length: bytes.length / 16 }, (_, index) => bytes.subarray(index * 16, index * 16 + 16));
